const longest = 30;

/** A piece of the object inside a message: long ones are cut. */
export function shown(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
