import { readFileSync, writeFileSync } from 'node:fs';
import { carriers } from '../src/conversion/to-flink-deployment/carriers.ts';

/** Writes the table of docs/convert.md from the carriers themselves: `node scripts/convert-page.ts`. */

const file = new URL('../docs/convert.md', import.meta.url);
const begin = '<!-- fields: made by node scripts/convert-page.ts -->';
const end = '<!-- /fields -->';

function table(): string {
  const rows = carriers.map(({ fields, becomes }) => {
    const names = fields.map((field) => `\`${field}\``).join(', ');
    return `| ${names} | ${becomes.replaceAll('|', '\\|')} |\n`;
  });
  return `| of \`spec\` | becomes |\n| --- | --- |\n${rows.join('')}`;
}

/** The page with the fields as the code has them now. */
export function convertPage(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/convert.md has no place for the fields');
  return `${before}${begin}\n\n${table()}\n${end}${after}`;
}

if (import.meta.main) writeFileSync(file, convertPage(readFileSync(file, 'utf8')));
