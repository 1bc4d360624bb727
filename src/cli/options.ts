import { Argument, InvalidArgumentError, Option } from 'commander';
import { didYouMean } from './suggest.ts';

export function option(flags: string, description: string): Option {
  return new Option(flags, description);
}

/** Only one of some words; a misspelt one is answered with the nearest. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  const result = new Option(flags, description).choices(words);
  return result.argParser(oneOf(words));
}

/** The same for a word that is no option. */
export function chosen(name: string, words: readonly string[]): Argument {
  return new Argument(name, words.join(', ')).choices(words).argParser(oneOf(words));
}

function oneOf(words: readonly string[]): (value: string) => string {
  return (value) => {
    if (words.includes(value)) return value;
    throw new InvalidArgumentError(`It is one of ${words.join(', ')}${didYouMean(value, words)}.`);
  };
}

/** May be given more than once. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, earlier: string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ]);
}
