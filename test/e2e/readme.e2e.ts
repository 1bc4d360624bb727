import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type RunningServe, startServe } from './start-serve.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = path.join(root, 'README.md');
const block = /```console\n\$ (.*)\n([\s\S]*?)```/g;

interface Shown {
  readonly command: string;
  readonly output: string;
}

const shown: Shown[] = [...readFileSync(readme, 'utf8').matchAll(block)].map(([, command = '', output = '']) => ({
  command,
  output,
}));

let server: RunningServe;

before(async () => {
  server = await startServe();
});

after(() => server.stop());

test('the README shows a command for each kind, and more', () => assert.ok(shown.length >= 7));

for (const { command, output } of shown) {
  test(`the README shows what this prints: ${command}`, async () => {
    const printed = await runInShell(command);
    // A command that writes the page anew keeps it honest; the diff is reviewed.
    if (process.env['UPDATE_README'] === '1') update(command, printed);
    else assert.equal(printed, output);
  });
}

/** As a reader runs it, but at the ports and with the certificates of the server of this test. */
async function runInShell(command: string): Promise<string> {
  const here = command.replaceAll('https://localhost:9443', server.url).replaceAll('certs/ca.crt', server.caFile);
  const { stdout } = await promisify(execFile)('bash', ['-c', `${here}; true`], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
  });
  return stdout.replace(/ in \d+ ms/g, ' in 42 ms');
}

function update(command: string, printed: string): void {
  const page = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    page.replace(block, (whole, shownCommand) =>
      shownCommand === command ? `\`\`\`console\n$ ${command}\n${printed}\`\`\`` : whole,
    ),
  );
}
