import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { submitScript } from '../../../src/engine/flink-cluster/resources/submit-script.ts';

/** The script itself, in bash, against a small server in the place of the JobManager and of a store of jars. */

const jobId = 'ec74209eb4e3db8ae72db00bd7a830aa';
const submits = `echo "Job has been submitted with JobID ${jobId}"`;
const usualArguments = [
  '--jobmanager',
  'orders:8081',
  '--class',
  'org.example.Main',
  '--parallelism',
  '2',
  '--detached',
];

const root = mkdtempSync(path.join(tmpdir(), 'submit-script-'));
after(() => rmSync(root, { recursive: true }));

const script = path.join(root, 'submit-job.sh');
writeFileSync(script, submitScript);

/** Programs of an image by which the script can ask and fetch. */
type Client = 'curl' | 'wget';

let directories = 0;
function newDirectory(): string {
  const directory = path.join(root, String(directories++));
  mkdirSync(directory);
  return directory;
}

/** A PATH on which nothing is but what every image has, and one of the clients. */
function imageWith(client: Client | undefined): string {
  const image = newDirectory();
  for (const program of ['bash', 'sleep', 'mktemp', 'cat', ...(client ? [client] : [])]) {
    symlinkSync(
      ['/usr/bin', '/bin'].map((bin) => path.join(bin, program)).find(isThere) ?? '',
      path.join(image, program),
    );
  }
  return image;
}

function isThere(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

interface Run {
  /** Shell commands in the place of the `flink` program; its arguments are in `$@`. */
  readonly flink: string;
  readonly args?: readonly string[];
  /** Of the REST API, in turn; the last goes on for ever. None: nobody listens. */
  readonly statuses?: readonly number[];
  readonly client?: Client | undefined;
  readonly waitSeconds?: number;
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly terminationLog: string;
  readonly message: { readonly jobID?: string; readonly message: string };
  readonly asked: readonly string[];
}

async function run({
  flink,
  args = usualArguments,
  statuses = [200],
  client,
  waitSeconds = 20,
}: Run): Promise<Outcome> {
  const directory = newDirectory();
  const program = path.join(directory, 'flink');
  writeFileSync(program, `#!/bin/bash\n${flink}\n`);
  chmodSync(program, 0o755);
  const terminationLog = path.join(directory, 'termination-log');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answerTo(request.url ?? '', statuses[Math.min(asked.length, statuses.length) - 1] ?? 500);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  if (statuses.length === 0) server.close();
  const child = spawn('bash', [script, ...args.map((arg) => arg.replace('$SERVER', `127.0.0.1:${port}`))], {
    env: {
      PATH: imageWith(client),
      LC_ALL: 'C.UTF-8',
      FLINK_JM_ADDR: `127.0.0.1:${port}`,
      SUBMIT_FLINK: program,
      SUBMIT_TERMINATION_LOG: terminationLog,
      SUBMIT_WAIT_SECONDS: String(waitSeconds),
      SUBMIT_PAUSE_SECONDS: '0.02',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  server.close();
  const written = readFileSync(terminationLog, 'utf8');
  return { code, output, terminationLog: written, message: parse(written), asked };
}

function answerTo(url: string, status: number) {
  if (url === '/jobs') return { status, headers: {}, body: '{"jobs":[]}' };
  if (url === '/moved.jar') return { status: 302, headers: { location: '/job.jar' }, body: '' };
  return url === '/job.jar'
    ? { status: 200, headers: {}, body: 'a jar' }
    : { status: 404, headers: {}, body: 'there is no such jar' };
}

describe('the submit script', { concurrency: 4 }, () => {
  test('begins with the line that names its interpreter', () => {
    assert.match(submitScript, /^#!\/usr\/bin\/env bash\n/);
  });

  for (const client of ['curl', 'wget', undefined] as const) {
    test(`asks by ${client ?? 'bash itself'}, and tells the id of the job`, async () => {
      const { code, output, message, asked } = await run({
        flink: `echo "arguments: $@"; ${submits}`,
        statuses: [503, 302, 404, 200],
        client,
      });
      assert.equal(code, 0, output);
      assert.deepEqual(message.jobID, jobId);
      assert.match(
        output,
        /arguments: run --jobmanager orders:8081 --class org.example.Main --parallelism 2 --detached\n/,
      );
      assert.match(message.message, /^The job was submitted\.\narguments: run /);
      assert.deepEqual(asked, Array(6).fill('/jobs'));
    });
  }

  const ends = [
    {
      name: 'flink fails',
      flink: 'echo "no such class" >&2; exit 3',
      code: 1,
      says: /exit code 3.*\nno such class\n$/,
    },
    { name: 'flink ends well without a job', flink: 'echo done', code: 1, says: /did not say .*\ndone\n$/ },
    {
      name: 'the job fails later',
      flink: `${submits}; exit 7`,
      code: 7,
      says: /was submitted, and .* code 7/,
      id: jobId,
    },
    {
      name: 'the id stands in the last line, unended',
      flink: submits.replace('echo', 'echo -n'),
      code: 0,
      says: /./,
      id: jobId,
    },
  ];
  for (const { name, flink, code, says, id } of ends) {
    test(`ends with ${code} where ${name}`, async () => {
      const outcome = await run({ flink, client: 'curl' });
      assert.equal(outcome.code, code, outcome.output);
      assert.equal(outcome.message.jobID, id);
      assert.match(outcome.message.message, says);
    });
  }

  test('gives up where nobody answers', async () => {
    const { code, message } = await run({ flink: submits, statuses: [], client: 'curl', waitSeconds: 1 });
    assert.equal(code, 1);
    assert.equal(message.jobID, undefined);
    assert.match(message.message, /did not answer within 1 seconds/);
  });

  test('gives up where no answer is a success', async () => {
    const { code, message } = await run({ flink: submits, statuses: [302], client: 'curl', waitSeconds: 1 });
    assert.equal(code, 1);
    assert.match(message.message, /did not answer/);
  });

  test('shows all of the output, and keeps as much as a termination log takes', async () => {
    const flink = `printf '\\tat org.example.Größe\\033[0m: x\\n'; for i in {1..900}; do echo "line $i of many"; done; ${submits}`;
    const { output, terminationLog, message } = await run({ flink, client: 'curl' });
    assert.match(output, /line 900 of many/);
    assert.match(output, /Größe/);
    assert.equal(message.jobID, jobId);
    assert.ok(Buffer.byteLength(terminationLog) <= 4096);
    assert.match(message.message, /at org\.example\.Gr\?+e.*: x\nline 1 of many\n/);
    assert.doesNotMatch(message.message, /line 900/);
  });
});

describe('the submit script fetches a jar', { concurrency: 4 }, () => {
  const flink = `for arg; do echo "[$arg]"; done; cat "\${@: -3:1}"; echo; ${submits}`;
  const args = (jar: string) => [
    ...usualArguments,
    '-C',
    'http://libraries/a.jar',
    jar,
    '--input',
    'http://other/b.jar',
  ];

  for (const client of ['curl', 'wget'] as const) {
    test(`by ${client}, and leaves other addresses alone`, async () => {
      const { code, output } = await run({ flink, args: args('http://$SERVER/moved.jar'), client });
      assert.equal(code, 0, output);
      assert.match(
        output,
        /\[-C\]\n\[http:\/\/libraries\/a\.jar\]\n\[\/.*\/job\.jar\]\n\[--input\]\n\[http:\/\/other\/b\.jar\]\na jar\n/,
      );
    });
  }

  test('and fails loudly where there is none', async () => {
    const { code, output, message, asked } = await run({
      flink,
      args: args('http://$SERVER/gone.jar'),
      client: 'curl',
    });
    assert.equal(code, 1);
    assert.match(message.message, /^The jar file could not be fetched\.\n.*404/);
    assert.match(output, /404/);
    assert.deepEqual(asked, ['/gone.jar']);
  });

  test('and says so where the image has no program for it', async () => {
    const { code, message } = await run({ flink, args: args('http://$SERVER/job.jar') });
    assert.equal(code, 1);
    assert.match(message.message, /neither curl nor wget/);
  });

  const notFetched = [
    { name: 'a jar of another scheme', args: args('s3://jars/job.jar') },
    { name: 'an argument of a Python program', args: [...usualArguments, '--python', '/opt/job.py', 'http://data/'] },
  ];
  for (const { name, args } of notFetched) {
    test(`but not ${name}`, async () => {
      const { code, output, asked } = await run({ flink: `echo "$@"; ${submits}`, args, client: 'curl' });
      assert.equal(code, 0);
      assert.ok(output.includes(`run ${args.join(' ')}\n`), output);
      assert.deepEqual(asked, Array(3).fill('/jobs'));
    });
  }
});
