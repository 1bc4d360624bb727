import { isCollection, isScalar, parseDocument, visit } from 'yaml';
import type { CatalogRule } from './rule-catalog.ts';

/** An example with what it stands for. */
export interface ShownExample {
  readonly title: string;
  readonly text: string;
}

/** The examples of a rule as a manifest would have them. */
export function shownExamples({ examples, category, kinds }: CatalogRule): ShownExample[] {
  const { good, bad, given } = examples;
  const isText = category === 'text';
  const show = (text: string) => (isText ? text.trimEnd() : inBlocks(text, kinds.length));
  const shown = [
    { title: 'Good', text: show(good) },
    { title: 'Bad', text: show(bad) },
  ];
  const circumstances: [string, string | undefined][] = [
    ['Where the object was before', given?.previous],
    ['Where the cluster also has', given?.context],
    ["Where the operator's configuration says", given?.flinkConf],
    ['Where host names resolve to', given?.resolve],
  ];
  for (const [title, text] of circumstances) {
    if (text === undefined) continue;
    shown.push({ title, text: inBlocks(text, kinds.length, text === given?.resolve ? ' nothing' : undefined) });
  }
  return shown;
}

/** Examples are written in a compact style; people read one field a line. A null says that the field is not there. */
function inBlocks(text: string, kinds: number, comment = ' left out'): string {
  const document = parseDocument(text);
  if (isCollection(document.contents) && document.contents.items.length === 0) {
    return kinds === 1 ? '# the smallest valid object' : '# the smallest valid object of each kind';
  }
  visit(document, {
    Collection(_, node) {
      if (node.items.length > 0) node.flow = false;
    },
    Pair(_, { key, value }) {
      if (isScalar(value) && value.value === null && isScalar(key)) {
        value.source = '';
        value.comment = comment;
      }
    },
  });
  return document.toString({ lineWidth: 100, nullStr: '' }).trimEnd();
}

/** How a finding of a rule is hidden. */
export function hidingExample({ id, category }: CatalogRule): string {
  const comment = `# sluice-disable-next-line ${id} -- the reason`;
  return category === 'text'
    ? comment
    : `${comment}\n\nmetadata:\n  annotations:\n    sluice.dev/ignore: ${id} -- the reason`;
}
