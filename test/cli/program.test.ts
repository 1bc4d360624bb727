import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandTree } from '../../src/cli/command-tree.ts';
import { gravest } from '../../src/cli/exit-code.ts';
import { wantsColor, widthOf } from '../../src/cli/palette.ts';
import { run } from '../../src/cli/program.ts';
import { nearest } from '../../src/cli/suggest.ts';
import { inProcess } from './run-sluice.ts';

const program = commandTree();
const names = program.commands.flatMap((command) => [
  [command.name()],
  ...command.commands.map((inner) => [command.name(), inner.name()]),
]);

for (const name of [[], ...names]) {
  test(`help of sluice ${name.join(' ')} starts with examples and fits on a screen`, async () => {
    const { code, stdout } = await inProcess([...name, '--help']);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    assert.ok(lines.length <= 40, `${lines.length} lines`);
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.ok(stdout.indexOf('Examples:') < stdout.indexOf('Usage:'));
    assert.match(stdout, /^Examples:\n {2}\S/m);
  });
}

test('without a word it says what it can do', async () => {
  const { code, stdout } = await inProcess([]);
  assert.equal(code, 0);
  assert.match(stdout, /^Commands:\n {2}lint /m);
});

const wrong: readonly { args: string[]; told: RegExp }[] = [
  { args: ['lint', '--fromat', 'json'], told: /unknown option '--fromat'\n\(Did you mean --format\?\)/ },
  { args: ['lint', '--format', 'jsno'], told: /did you mean 'json'\?/ },
  { args: ['rules', '--kind', 'FlinkDeploymnt'], told: /did you mean 'FlinkDeployment'\?/ },
  { args: ['explain'], told: /missing required argument 'rule'/ },
  {
    args: ['explain', 'job-paralelism-min'],
    told: /no rule job-paralelism-min \(did you mean 'job-parallelism-min'\?\)/,
  },
  { args: ['version', 'please'], told: /too many arguments/ },
  { args: ['completion', 'basj'], told: /It is one of bash, zsh, fish, powershell \(did you mean 'bash'\?\)/ },
  { args: ['default', '--diff', '--patch', 'a.yaml'], told: /cannot both be printed/ },
];

for (const { args, told } of wrong) {
  test(`sluice ${args.join(' ')} is told what is meant`, async () => {
    const { code, stdout, stderr } = await inProcess(args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, told);
  });
}

test('version as text and as JSON', async () => {
  const { stdout } = await inProcess(['version']);
  assert.match(stdout, /^sluice \d+\.\d+\.\d+\n$/);
  const { version, node } = JSON.parse((await inProcess(['version', '-f', 'json'])).stdout);
  assert.equal(stdout, `sluice ${version}\n`);
  assert.equal(node, process.version);
  assert.equal((await inProcess(['--version', '-q'])).stdout, stdout);
});

test('the gravest exit code is told', () => {
  assert.equal(gravest(), 0);
  assert.equal(gravest(0, 1), 1);
  assert.equal(gravest(1, 3), 3);
  assert.equal(gravest(3, 2, 1), 2);
  assert.equal(gravest(2, 4, 3), 4);
});

const colors: readonly {
  tty?: boolean;
  color?: 'auto' | 'always' | 'never';
  env?: Record<string, string>;
  wanted: boolean;
}[] = [
  { wanted: false },
  { tty: true, wanted: true },
  { tty: true, env: { NO_COLOR: '1' }, wanted: false },
  { tty: true, env: { NO_COLOR: '' }, wanted: true },
  { tty: true, env: { TERM: 'dumb' }, wanted: false },
  { env: { FORCE_COLOR: '1' }, wanted: true },
  { tty: true, env: { FORCE_COLOR: '0' }, wanted: false },
  { env: { NO_COLOR: '1' }, color: 'always', wanted: true },
  { tty: true, color: 'never', wanted: false },
  { tty: true, color: 'auto', wanted: true },
];

for (const { tty, color, env = {}, wanted } of colors) {
  test(`colour with ${JSON.stringify({ tty, color, env })}: ${wanted}`, () => {
    assert.equal(wantsColor({ write: () => {}, isTTY: tty }, color ? { color } : {}, env), wanted);
  });
}

test('the width is that of the terminal, of COLUMNS, or 80', () => {
  const write = () => {};
  assert.equal(widthOf({ write, columns: 120 }, { COLUMNS: '100' }), 120);
  assert.equal(widthOf({ write }, { COLUMNS: '100' }), 100);
  assert.equal(widthOf({ write }, {}), 80);
});

test('the nearest word is told only when it is near', () => {
  assert.equal(nearest('lnt', ['lint', 'rules']), 'lint');
  assert.equal(nearest('LINT', ['lint']), 'lint');
  assert.equal(nearest('zebra', ['lint', 'rules']), undefined);
});

test('a fault of the program is told as one, with its trace when asked for', async () => {
  const broken = { write: () => assert.fail('planted') };
  let told = '';
  const stderr = {
    write: (text: string | Uint8Array) => {
      told += text;
    },
  };
  const io = { stdout: broken, stderr, stdin: (async function* () {})(), env: {}, cwd: '/' };
  assert.equal(await run(['version'], io), 4);
  assert.equal(told, 'sluice: internal error: planted (--debug shows where)\n');
  told = '';
  assert.equal(await run(['version', '--debug'], io), 4);
  assert.match(told, /internal error: AssertionError.*planted\n +at /);
});
