import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { leaves, type SchemaNode } from '../src/config/settings-schema.ts';

const intro = `# Settings

Made by \`node scripts/settings-page.ts\` from \`src/config/settings.schema.json\`; do not edit.

Every setting has a built-in value. A YAML file (\`sluice serve --config FILE\`, or \`SLUICE_CONFIG\`) comes over it, then the
environment, then flags. All that is wrong is reported together, an unknown key with the nearest one, and nothing is served.
\`sluice config print\` shows what is in force and where each value is from; secrets are masked.

The file is followed, and read again on SIGHUP: rules, log level and defaults change without a restart. What is wrong in it is
logged and counted, and the settings in force stay. Addresses, ports, limits and TLS need a restart.

`;

/** docs/settings.md: one row for each setting. */
export function settingsPage(): string {
  const rows = leaves.map(({ path, variable, schema }) => {
    const cells = [`\`${path}\``, typeOf(schema), builtIn(schema), `\`${variable}\``, schema.description ?? ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `${intro}| Setting | Type | Built-in | Environment | What it does |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
}

function typeOf({ type, enum: words }: SchemaNode): string {
  return words ? words.map((word) => `\`${word}\``).join(', ') : (type ?? 'any');
}

function builtIn({ default: value }: SchemaNode): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}

if (import.meta.main) {
  const file = new URL('../docs/settings.md', import.meta.url);
  const page = settingsPage();
  if (process.argv.includes('--check')) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
      console.error('docs/settings.md is stale: run node scripts/settings-page.ts and commit what it writes');
      process.exitCode = 1;
    }
  } else writeFileSync(file, page);
}
