import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsByFile } from '../../../src/cli/lint/file-settings.ts';
import { lintFiles } from '../../../src/cli/lint/run.ts';
import type { Unit } from '../../../src/cli/lint/shard.ts';
import { checkInThreads } from '../../../src/cli/lint/threads.ts';
import { deployment, sessionJob } from '../manifests.ts';
import { folderWith } from '../run-sluice.ts';

const many = Array.from({ length: 250 }, (_, i) => deployment({ name: `orders-${i}`, parallelism: i % 3 })).join(
  '---\n',
);
const files: Readonly<Record<string, string>> = {
  'a.yaml': many,
  'b.yaml': sessionJob('orders-249'),
  'c.yaml': `---\n---\n${sessionJob('orders-1')}---\na: [\n`,
};

test('threads find what one finds alone, in the same order, and their objects see each other', async () => {
  const cwd = folderWith(files);
  const parts = { cwd, flags: { resolve: ['repo.example.com=151.101.1.69'] } };
  const inputs = Object.keys(files).map((name) => ({ name, path: `${cwd}/${name}` }));
  const options = { cwd, stdin: (async function* () {})() };
  const alone = await lintFiles(inputs, new SettingsByFile(parts), options);
  const units = inputs.map((input): Unit => ({ ...input, text: files[input.name] ?? '', linesBefore: 0 }));
  const results = await checkInThreads(units, parts, { cwd, threads: 2, documents: 254 });
  assert.deepEqual(
    results.flatMap(({ findings }) => findings),
    alone.findings,
  );
  assert.deepEqual(
    results.flatMap(({ documents }) => documents),
    alone.documents,
  );
  const targets = alone.findings.filter(({ rule }) => rule === 'session-target-is-application').map(({ file }) => file);
  assert.deepEqual(targets, ['b.yaml', 'c.yaml']);
});
