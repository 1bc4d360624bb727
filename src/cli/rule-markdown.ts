import type { CatalogRule } from './rule-catalog.ts';
import { shownExamples } from './rule-examples.ts';
import { kindsText } from './rules.ts';

/** A rule as a section of docs/rules.md. */
export function ruleMarkdown(rule: CatalogRule, level: number): string {
  const { id, severity, kinds, summary, explanation } = rule;
  const examples = shownExamples(rule).map(({ title, text }) => `${title}:\n\n\`\`\`yaml\n${text}\n\`\`\`\n`);
  return [
    `${'#'.repeat(level)} ${id}\n`,
    `**${severity}** · ${kindsText(kinds)} · ${scopeText(rule)}\n`,
    `${prose(summary)}\n`,
    `${prose(explanation)}\n`,
    ...examples,
  ].join('\n');
}

function scopeText({ category, scope }: CatalogRule): string {
  if (category === 'text') return 'the text of a file';
  if (category === 'change') return 'a change of the object';
  if (category === 'policy') return 'settings of the platform';
  return scope === 'metadata' ? 'metadata, checked at every update' : 'the spec';
}

/** Placeholders such as <name> are no HTML. */
function prose(text: string): string {
  return text.replaceAll('<', '\\<');
}
