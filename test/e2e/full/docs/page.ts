import { readFileSync } from 'node:fs';

/** A command of a page, and what the page shows that it prints; a script shows nothing. */
export interface Step {
  readonly line: number;
  readonly command: string;
  readonly shown?: string;
}

export interface Page {
  readonly steps: readonly Step[];
  /** Reasons that stand above the blocks that our tests cannot run. */
  readonly notRun: readonly string[];
}

const notRunMark = /^Not run by our tests: (.+)$/;

/**
 * Blocks of `sh` are scripts that must end well. Blocks of `console` are commands behind `$ `, each followed by what it
 * prints. A block is left out only where the line above it says why, for readers to see.
 */
export function readPage(file: string): Page {
  const lines = readFileSync(file, 'utf8').split('\n');
  const steps: Step[] = [];
  const notRun: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language] = /^```(\w+)$/.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const body = lines.slice(at + 1, end);
    const reason = notRunMark.exec(lines.slice(0, at).findLast((line) => line !== '') ?? '')?.[1];
    if (reason !== undefined) notRun.push(reason);
    else if (language === 'sh') steps.push({ line: at + 2, command: body.join('\n') });
    else if (language === 'console') steps.push(...consoleSteps(body, at + 2));
    at = end;
  }
  return { steps, notRun };
}

function consoleSteps(body: readonly string[], first: number): Step[] {
  const steps: { line: number; command: string; shown: string }[] = [];
  let goesOn = false;
  for (const [index, line] of body.entries()) {
    const step = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ line: first + index, command: line.slice(2), shown: '' });
    else if (goesOn && step) step.command += `\n${line}`;
    else if (step) step.shown += `${line}\n`;
    goesOn = line.endsWith('\\') && (goesOn || line.startsWith('$ '));
  }
  return steps;
}

/**
 * Whether something was printed as it is shown. `…` stands for anything within a line, a line of its own for any number of
 * lines; how wide the gaps of a table are is not compared.
 */
export function matches(printed: string, shown: string): boolean {
  const pattern = plain(shown)
    .split('\n')
    .map((line) => (line === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escaped).join('[^\\n]*?')}\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(`${plain(printed)}\n`);
}

const plain = (text: string) =>
  text
    .replace(/[ \t]+$/gm, '')
    .replace(/(?<=\S) {2,}/g, '  ')
    .replace(/\n+$/, '');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
