import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { findInputs } from '../../../src/cli/manifest/inputs.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'sluice-inputs-'));
after(() => rmSync(cwd, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  '.git/HEAD': '',
  '.gitignore': 'build/\n*.generated.yaml\n!keep.generated.yaml\n',
  '.sluiceignore': 'vendor/\n',
  '.sluice.yaml': '',
  'a.yaml': '',
  'b.yml': '',
  'c.json': '',
  'notes.txt': '',
  'x.generated.yaml': '',
  'keep.generated.yaml': '',
  'build/out.yaml': '',
  'vendor/v.yaml': '',
  'node_modules/pkg/n.yaml': '',
  '.hidden/h.yaml': '',
  'sub/z.yaml': '',
  'sub/.gitignore': '/local.yaml\n',
  'sub/local.yaml': '',
  'sub/deep/local.yaml': '',
  'chart/Chart.yaml': '',
  'chart/values.yaml': '',
  'chart/templates/t.yaml': '',
  'odd[1].yaml': '',
};
for (const [name, text] of Object.entries(files)) {
  const file = path.join(cwd, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
symlinkSync('a.yaml', path.join(cwd, 'link.yaml'));
symlinkSync('nowhere.yaml', path.join(cwd, 'broken-link.yaml'));

async function names(paths: string[], ignore = true): Promise<string[]> {
  return (await findInputs(paths, { cwd, ignore })).files.map(({ name }) => name);
}

const rows: readonly { name: string; paths: string[]; ignore?: boolean; found: string[] }[] = [
  { name: 'a file', paths: ['a.yaml'], found: ['a.yaml'] },
  { name: 'a file of any name', paths: ['notes.txt'], found: ['notes.txt'] },
  { name: 'a file whose name looks like a pattern', paths: ['odd[1].yaml'], found: ['odd[1].yaml'] },
  { name: 'stdin', paths: ['-'], found: ['<stdin>'] },
  { name: 'each file once, in the order given', paths: ['b.yml', 'a.yaml', './b.yml'], found: ['b.yml', 'a.yaml'] },
  { name: 'a folder', paths: ['sub'], found: ['sub/deep/local.yaml', 'sub/z.yaml'] },
  {
    name: 'everything that is not ignored',
    paths: ['.'],
    found: [
      'a.yaml',
      'b.yml',
      'c.json',
      'chart/Chart.yaml',
      'chart/values.yaml',
      'keep.generated.yaml',
      'link.yaml',
      'odd[1].yaml',
      'sub/deep/local.yaml',
      'sub/z.yaml',
    ],
  },
  { name: 'a pattern', paths: ['**/*.yml'], found: ['b.yml'] },
  {
    name: 'a pattern leaves out what is ignored',
    paths: ['**/*.generated.yaml', 'vendor/*.yaml'],
    found: ['keep.generated.yaml'],
  },
  { name: 'a pattern with braces', paths: ['{a,b}.{yaml,yml}'], found: ['a.yaml', 'b.yml'] },
  { name: 'a git-ignored file that is named', paths: ['build/out.yaml'], found: ['build/out.yaml'] },
  { name: 'nothing that .sluiceignore leaves out, even if named', paths: ['vendor/v.yaml'], found: [] },
  {
    name: 'all of it with --no-ignore',
    paths: ['build', 'vendor'],
    ignore: false,
    found: ['build/out.yaml', 'vendor/v.yaml'],
  },
];

for (const { name, paths, ignore, found } of rows) {
  test(`inputs: ${name}`, async () => assert.deepEqual(await names(paths, ignore), found));
}

test('inputs: ignore files count below the working directory, too', async () => {
  const { files: found } = await findInputs(['.'], { cwd: path.join(cwd, 'sub') });
  assert.deepEqual(
    found.map(({ name }) => name),
    ['deep/local.yaml', 'z.yaml'],
  );
});

test('inputs: what is not there is told', async () => {
  const { unreadable } = await findInputs(['nope.yaml', 'a.yaml'], { cwd });
  assert.deepEqual(unreadable, [{ name: 'nope.yaml', message: 'nope.yaml: there is no such file' }]);
});

test('inputs: templates of charts are no manifests', async () => {
  assert.deepEqual((await findInputs(['chart'], { cwd })).templates, ['chart/templates']);
});

test('inputs: nothing is fetched', async () => {
  await assert.rejects(findInputs(['https://example.com/a.yaml'], { cwd }), /not on this machine/);
});
