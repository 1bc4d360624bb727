import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePath } from '../../../src/api/field-path.ts';
import { Lines } from '../../../src/cli/manifest/lines.ts';
import { type Aim, locate } from '../../../src/cli/manifest/locate.ts';
import { readManifest } from '../../../src/cli/manifest/read-manifest.ts';

const text = `# orders
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
spec:
  job: &job
    parallelism: 2
    args: ["--in", 'a b']
    empty:
  other: {a: 1, "b": [10, 20]}
  merged:
    <<: *job
  list:
    - name: x
      value: |
        one
        two
    - - deep
`;

/** What is underlined: line, and the text between the columns of its first line. */
function underlined(path: string, aim: Aim = 'value', source = text): string {
  const manifest = readManifest('test.yaml', source);
  const [document] = manifest.documents;
  assert.ok(document);
  const lines = new Lines(source);
  const { line, column, endLine, endColumn } = lines.region(locate(document, parsePath(path) ?? [], aim));
  const shown = lines.line(line);
  return `${line}: ${shown.slice(column - 1, endLine === line ? endColumn - 1 : shown.length)}`;
}

const rows: readonly (readonly [path: string, shown: string, aim?: Aim])[] = [
  ['spec.job.parallelism', '6: 2'],
  ['spec.job.parallelism', '6: parallelism', 'key'],
  ['spec.job.args[1]', "7: 'a b'"],
  ['spec.job', '5: job'],
  ['spec.job.missing', '5: job'],
  ['spec.job.missing.deeper[3]', '5: job'],
  ['spec.job.parallelism.tooDeep', '6: parallelism'],
  ['spec.job.empty', '8: empty', 'key'],
  ['spec.other.a', '9: 1'],
  ['spec.other.b[1]', '9: 20'],
  ['spec.other.b', '9: "b"'],
  ['spec.merged.parallelism', '6: 2'],
  ['spec.list[0].name', '13: x'],
  ['spec.list[0].value', '14: |'],
  ['spec.list[0]', '13: name'],
  ['spec.list[0].missing', '13: name'],
  ['spec.list[1][0]', '17: deep'],
  ['spec.list[7]', '12: list'],
  ['metadata.name', '3: kind: FlinkDeployment'],
  ['$', '3: kind: FlinkDeployment'],
];

for (const [path, shown, aim] of rows) {
  test(`${path} is shown at ${shown}`, () => assert.equal(underlined(path, aim), shown));
}

test('places are those of the file, whatever its line ends', () => {
  assert.equal(underlined('spec.job.parallelism', 'value', text.replaceAll('\n', '\r\n')), '6: 2');
});

test('places of a later document are those of the file', () => {
  const manifest = readManifest('test.yaml', `a: 1\n---\nb:\n  c: 2\n`);
  const document = manifest.documents[1];
  assert.ok(document);
  assert.deepEqual(new Lines(manifest.text).region(locate(document, ['b', 'c'], 'value')), {
    line: 4,
    column: 6,
    endLine: 4,
    endColumn: 7,
  });
});

test('a document without a map is shown at its start', () =>
  assert.equal(underlined('spec', 'value', '- a\n'), '1: -'));
