import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { attempt, eventually, type Ran } from '../bench/processes.ts';

/** `npm run sandbox` as a person uses it: started, its three commands run as it prints them, and ended by Ctrl-C. */

const root = path.resolve(import.meta.dirname, '../..');
const wanted = process.env['BENCH_REQUIRE_FULL'] === '1';
const isRoot = process.getuid?.() === 0;

const skip = isRoot || wanted ? false : 'the sandbox needs root, for namespaces, mounts and networks';

/** All processes below one. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((each) => [each.pid, ...below(each.pid)]);
  return below(pid);
}

/** The name of a program stands in parentheses and may hold anything. */
function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('npm run sandbox', { skip }, () => {
  let sandbox: ChildProcess;
  let printed = '';
  let exports: readonly string[] = [];
  let commands: readonly string[] = [];

  const ended = () => sandbox.exitCode !== null || sandbox.signalCode !== null;
  const inShell = (line: string): Promise<Ran> =>
    attempt('bash', ['-c', [...exports, line].join('\n')], {
      cwd: root,
      env: { ...process.env, KUBECONFIG: '', NO_COLOR: '1' },
      timeoutSeconds: 60,
    });

  before(async () => {
    // A terminal sends its signals to a whole group of processes.
    sandbox = spawn('npm', ['run', 'sandbox'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [sandbox.stdout, sandbox.stderr])
      stream?.on('data', (piece) => {
        printed += piece;
      });
    await eventually(
      'the sandbox',
      () => {
        if (ended()) throw new Error('it has ended');
        return printed.includes('Ctrl-C ends it');
      },
      120,
      () => printed,
    );
    const indented = printed.split('\n').filter((line) => line.startsWith('  '));
    exports = indented.filter((line) => line.startsWith('  export '));
    commands = indented.filter((line) => !line.startsWith('  export ')).map((line) => line.trim());
  });

  after(() => {
    if (sandbox?.pid !== undefined && !ended()) process.kill(-sandbox.pid, 'SIGKILL');
  });

  test('it is up in less than a minute, and names three commands', () => {
    const [, seconds] = /is up after (\d+) s/.exec(printed) ?? [];
    console.log(`the sandbox was up after ${seconds} s`);
    assert.ok(Number(seconds) < 60, printed);
    assert.equal(commands.length, 3, printed);
  });

  test('the first one stores a good object', async () => {
    const { stdout, stderr } = await inShell(commands[0] ?? '');
    assert.equal(stdout, 'flinkdeployment.flink.apache.org/orders created\n', stderr);
    const stored = await inShell('kubectl get flinkdeployment orders -n shop -o jsonpath={.spec.job.state}');
    assert.equal(stored.stdout, 'running', 'the gate has filled it in');
  });

  test('the second one is refused with all that is wrong', async () => {
    const { code, stderr } = await inShell(commands[1] ?? '');
    assert.equal(code, 1);
    const rules = [...stderr.matchAll(/\[([a-z0-9-]+)\]$/gm)].map(([, rule]) => rule);
    assert.deepEqual(rules.toSorted(), [
      'checkpoint-dir-required',
      'config-value-invalid',
      'flink-version-unsupported',
      'forbidden-config-key',
      'job-parallelism-min',
      'jobmanager-replicas-require-ha',
      'savepoint-dir-required-for-savepoint-upgrade',
      'service-account-required',
      'taskmanager-cpu-not-positive',
      'taskmanager-memory-invalid',
    ]);
  });

  test('the third one finds nothing wrong', async () => {
    const { code, stdout, stderr } = await inShell(commands[2] ?? '');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /0 errors, 0 warnings/);
  });

  test('logs are read, and probes and metrics answer', async () => {
    const { stdout } = await inShell('kubectl logs -n sluice-system deployment/sluice');
    assert.match(stdout, /^\{"level":/);
    const [, origin] = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(printed) ?? [];
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    assert.match(await (await fetch(`${origin}/metrics`)).text(), /^flink_admission_build_info/m);
  });

  test('Ctrl-C leaves nothing behind', async () => {
    const pid = sandbox.pid ?? 0;
    const below = descendants(pid);
    const [, kubeconfig = ''] = /KUBECONFIG=(\S+)/.exec(printed) ?? [];
    const { clusters } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    const port = Number(new URL(clusters[0].cluster.server).port);
    assert.ok(below.length > 10 && (await listens(port)), 'this sees what runs');
    process.kill(-pid, 'SIGINT');
    await eventually(
      'the end',
      () => sandbox.exitCode !== null || sandbox.signalCode !== null,
      20,
      () => printed,
    );
    await eventually('the end of its processes', () => below.every((each) => !existsSync(`/proc/${each}`)), 10);
    assert.equal(await listens(port), false);
    assert.equal(existsSync(path.dirname(kubeconfig)), false);
  });
});
