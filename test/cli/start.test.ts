import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { deployment } from './manifests.ts';
import { asProcess, folderWith } from './run-sluice.ts';

const hook = pathToFileURL(path.resolve(import.meta.dirname, 'list-modules.ts')).href;

/** Packages and folders of src that a command loads. */
async function loadedBy(args: readonly string[], stdin = ''): Promise<ReadonlySet<string>> {
  const cwd = folderWith({ 'a.yaml': deployment() });
  const list = path.join(cwd, 'modules.txt');
  const ran = await asProcess(args, { cwd, stdin, env: { NODE_OPTIONS: `--import=${hook}`, LOADED_MODULES: list } });
  assert.equal(ran.code, 0, ran.stderr);
  const urls = readFileSync(list, 'utf8').split('\n');
  return new Set(
    urls.flatMap((url) => {
      const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? /\/(src\/[^/]+)\//.exec(url) ?? [];
      return name ?? [];
    }),
  );
}

const commands: readonly { args: string[]; stdin?: string; uses: string[]; notEven: string[] }[] = [
  {
    args: ['lint', 'a.yaml'],
    uses: ['yaml', 'src/rules'],
    notEven: ['ajv', 'tinyglobby', 'cli-progress', 'src/engine'],
  },
  {
    args: ['review'],
    stdin: '{"request":{"uid":"1","operation":"DELETE"}}',
    uses: ['src/admission'],
    notEven: ['ajv', 'src/engine'],
  },
  { args: ['plan', 'a.yaml', 'a.yaml'], uses: ['src/engine'], notEven: ['ajv', 'tinyglobby'] },
  {
    args: ['convert', 'a.yaml'],
    uses: ['src/conversion', 'src/rules'],
    notEven: ['ajv', 'tinyglobby', 'src/engine'],
  },
  { args: ['explain', 'job-parallelism-min'], uses: ['src/rules'], notEven: ['ajv'] },
  { args: ['rules'], uses: ['src/rules'], notEven: ['yaml'] },
  { args: ['version'], uses: ['commander'], notEven: ['yaml', 'src/rules'] },
  { args: ['--version'], uses: [], notEven: ['commander', 'src/cli'] },
  { args: ['completion', 'bash'], uses: ['src/rules'], notEven: ['yaml'] },
  { args: ['default', 'a.yaml'], uses: ['src/defaults'], notEven: ['ajv'] },
];

for (const { args, stdin, uses, notEven } of commands) {
  test(`sluice ${args.join(' ')} loads only what it needs`, async () => {
    const loaded = await loadedBy(args, stdin);
    for (const name of uses) assert.ok(loaded.has(name), name);
    for (const name of [
      'fastify',
      '@kubernetes/client-node',
      'pino',
      'selfsigned',
      'prom-client',
      'src/server',
      'src/kube',
      ...notEven,
    ]) {
      assert.ok(!loaded.has(name), `${name} was loaded`);
    }
  });
}

test('the program runs as a process', async () => {
  const cwd = folderWith({ 'a.yaml': deployment({ parallelism: 0 }) });
  const found = await asProcess(['a.yaml'], { cwd });
  assert.equal(found.code, 1);
  assert.equal(found.stderr, '');
  assert.match(found.stdout, /^a\.yaml:17:18 error job-parallelism-min$/m);
  const piped = await asProcess(['lint', '-f', 'jsonl', '-'], { cwd, stdin: deployment() });
  assert.equal(piped.code, 0);
  assert.deepEqual(JSON.parse(piped.stdout).type, 'summary');
  assert.match(piped.stderr, /^1 documents, 0 errors/);
  assert.match((await asProcess(['--version'])).stdout, /^sluice \d+\.\d+\.\d+\n$/);
});

test('a reader that has seen enough is no error', async () => {
  const { spawn } = await import('node:child_process');
  const { program } = await import('./run-sluice.ts');
  const child = spawn(process.execPath, [program, 'rules', '-f', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(stderr, '');
});
