import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type CatalogRule, ruleCatalog } from '../src/cli/rule-catalog.ts';
import { ruleMarkdown } from '../src/cli/rule-markdown.ts';
import { kindsText } from '../src/cli/rules.ts';

const intro = `# Rules

Made by \`node scripts/rules-page.ts\` from the rules themselves; do not edit. \`sluice explain RULE\` shows the same in a
terminal.

An **error** refuses an object, a **warning** lets it pass and says so, an **info** is only worth knowing. The examples are
laid over the smallest valid object of the kind, and are run as tests. A finding is hidden for one line by
\`# sluice-disable-next-line RULE -- reason\` and for an object by the annotation \`sluice.dev/ignore: RULE -- reason\`; the
reason is needed. \`.sluice.yaml\` changes severities or turns rules off for \`sluice lint\`.
`;

/** docs/rules.md: every rule with its severity, reason and examples, by the kinds that it judges. */
export function rulesPage(): string {
  const groups = [...Map.groupBy(ruleCatalog().values(), ({ kinds }) => kindsText(kinds))];
  const contents = groups.map(([kinds, rules]) => `### ${titleOf(kinds)}\n\n${table(rules)}`);
  const sections = groups.map(([kinds, rules]) => {
    return [`## ${titleOf(kinds)}\n`, ...rules.map((rule) => ruleMarkdown(rule, 3))].join('\n');
  });
  return [intro, `## Contents\n\n${contents.join('\n')}`, ...sections].join('\n');
}

function titleOf(kinds: string): string {
  if (kinds === 'files') return 'Files and reviews';
  return kinds === 'all kinds' ? 'All kinds' : kinds;
}

function table(rules: readonly CatalogRule[]): string {
  const rows = rules.map(({ id, severity, summary }) => {
    return `| [${id}](#${id}) | ${severity} | ${summary.replaceAll('|', '\\|').replaceAll('<', '\\<')} |\n`;
  });
  return `| Rule | Severity | What must hold |\n| --- | --- | --- |\n${rows.join('')}`;
}

if (import.meta.main) {
  const file = new URL('../docs/rules.md', import.meta.url);
  const page = rulesPage();
  if (process.argv.includes('--check')) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
      console.error('docs/rules.md is stale: run node scripts/rules-page.ts and commit what it writes');
      process.exitCode = 1;
    }
  } else writeFileSync(file, page);
}
