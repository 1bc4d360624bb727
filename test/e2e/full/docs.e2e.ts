import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';
import { buildImageRoot } from '../../bench/image.ts';
import { eventually } from '../../bench/processes.ts';
import { matches, readPage, type Step } from './docs/page.ts';
import { Reader } from './docs/reader.ts';

/** The pages for whoever has a cluster, followed line by line. What a page changes, its next lines find changed. */

const pages = [
  { name: 'install.md', notRun: 1 },
  { name: 'operations.md', notRun: 0 },
];

let bench: FullBench;
let reader: Reader;

// For whoever writes a page, DOCS_TRANSCRIPT=1 prints what everything prints, and compares nothing.

/** What only looks may be looked at again, because a cluster takes a moment to follow. */
const looks =
  /^(kubectl (get|logs|create --dry-run|rollout status)|sluice (doctor|smoke|crds check)|helm (list|status))\b/;

async function follow({ command, shown }: Step): Promise<void> {
  let printed = '';
  const once = async () => {
    const { code, stdout } = await reader.run(command);
    printed = stdout;
    return shown === undefined ? code === 0 : matches(stdout, shown);
  };
  if (process.env['DOCS_TRANSCRIPT'] === '1') {
    await once();
    console.log(`$ ${command}\n${printed}`);
    return;
  }
  const seconds = looks.test(command) ? 60 : 0;
  await eventually(command, once, seconds).catch(async () => {
    assert.equal(printed, shown, `\n$ ${command}\n${await bench.explain()}`);
    assert.fail(`${command}\n${printed}`);
  });
}

test('a page that shows something else is noticed', () => {
  assert.ok(matches('a  1\nb\nc\n', 'a    …\n…\nc\n'));
  assert.ok(!matches('a 1\nc\n', 'a …\n'));
  assert.ok(!matches('a.b\n', 'a-b\n'));
});

for (const { name, notRun } of pages) {
  describe(`docs/${name}`, () => {
    before(async () => {
      bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
      reader = await Reader.arrive(bench);
    });
    after(async () => {
      reader?.leave();
      await bench?.stop();
      // The next one begins with an empty store.
      if (bench) rmSync(bench.directory, { recursive: true, force: true });
    });

    const page = readPage(path.resolve(import.meta.dirname, '../../../docs', name));

    test('few blocks are left out, each with the reason above it', () => assert.equal(page.notRun.length, notRun));

    let stopped = false;
    for (const step of page.steps) {
      test(`line ${step.line}: ${step.command.split('\n')[0]}`, async (context) => {
        if (stopped) return context.skip('a line before this one has failed');
        stopped = true;
        await follow(step);
        stopped = false;
      });
    }
  });
}
