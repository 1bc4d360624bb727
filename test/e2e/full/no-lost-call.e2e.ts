import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';
import { buildImageRoot } from '../../bench/image.ts';
import { type Load, startLoad, type Tally } from '../../bench/load.ts';
import { eventually } from '../../bench/processes.ts';
import { Release } from '../../bench/release.ts';
import { verdictCalls } from '../../bench/verdict-calls.ts';

/** Calls at once; each asks both sides. */
const atOnce = 6;

let bench: FullBench;
let release: Release;
let load: Load;
const report: (Tally & { readonly phase: string; readonly seconds: number })[] = [];

/** Runs one disturbance under load and some seconds on, and counts what became of the calls meanwhile. */
async function phase(name: string, disturb: () => Promise<void>, seconds = 5): Promise<Tally> {
  load.take();
  const start = Date.now();
  await disturb();
  await wait(seconds * 1000);
  const tally = load.take();
  report.push({ ...tally, phase: name, seconds: Math.round((Date.now() - start) / 1000) });
  return tally;
}

function assertNothingLost(tally: Tally): void {
  assert.ok(tally.sent > 0);
  assert.deepEqual(
    { failed: tally.failed, wrong: tally.wrong, unanswered: tally.unanswered },
    { failed: 0, wrong: 0, unanswered: 0 },
    tally.samples.join('\n'),
  );
}

const secretData = async (): Promise<Record<string, string>> => {
  const { data } = await release.json(['get', 'secret', release.secret, '-n', release.namespace]);
  return Object.fromEntries(
    Object.entries(data as Record<string, string>).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]),
  );
};
const caBundle = async (kind: string): Promise<string> => {
  const { webhooks } = await release.json(['get', kind, release.configuration]);
  return Buffer.from(webhooks[0].clientConfig.caBundle ?? '', 'base64').toString();
};
const certificates = (pem: string) => pem.split('-----BEGIN CERTIFICATE-----').length - 1;
const leader = async () =>
  (await release.json(['get', 'lease', release.lease, '-n', release.namespace])).spec.holderIdentity as string;
const rotate = (what: 'leaf' | 'ca') =>
  release.must([
    'annotate',
    'secret',
    release.secret,
    '-n',
    release.namespace,
    `sluice.dev/rotate=${what}`,
    '--overwrite',
  ]);

/** One CA again, and the certificate from it. */
const settled = (before: Record<string, string>, changed: (now: Record<string, string>) => boolean) =>
  eventually(
    'the certificates have settled',
    async () => {
      const now = await secretData().catch(() => undefined);
      if (!now || certificates(now['ca.crt'] ?? '') !== 1 || now['tls.crt'] === before['tls.crt']) return undefined;
      if (!changed(now)) return undefined;
      return (await caBundle('validatingwebhookconfiguration')) === now['ca.crt'];
    },
    120,
    () => bench.explain(),
  );

before(async () => {
  bench = await startFullBench({ images: { 'ghcr.io/sluice-dev/sluice': await buildImageRoot() } });
  release = new Release(bench);
  await release.install();
  load = startLoad(bench.kubeconfig, verdictCalls('default'), atOnce);
  await wait(2000);
});

after(async () => {
  await load?.stop();
  const total = report.reduce((sum, { sent }) => sum + sent, 0);
  const columns = ({
    phase,
    seconds,
    sent,
    failed,
    wrong,
    unanswered,
    slowestMilliseconds,
  }: (typeof report)[number]) => ({
    phase,
    seconds,
    calls: sent,
    // Every call asks the mutating and the validating side.
    reviews: 2 * sent,
    failed,
    wrong,
    'not answered by the API server': unanswered,
    'slowest, ms': Math.round(slowestMilliseconds),
  });
  console.table(report.map(columns));
  console.log(`${total} calls, ${2 * total} reviews`);
  await bench?.stop();
});

test('a rolling restart loses no call', async () => {
  const target = `deployment/${release.name}`;
  const tally = await phase('rolling restart', async () => {
    await release.must(['rollout', 'restart', target, '-n', release.namespace]);
    await release.must(['rollout', 'status', target, '-n', release.namespace, '--timeout=100s']);
    // The last pods of before still end.
    await wait(12_000);
  });
  assertNothingLost(tally);
});

test('a new certificate loses no call', async () => {
  const before = await secretData();
  const tally = await phase('leaf rotation', async () => {
    await rotate('leaf');
    await settled(before, (now) => now['ca.crt'] === before['ca.crt']);
  });
  assertNothingLost(tally);
});

test('a new CA loses no call', async () => {
  const before = await secretData();
  const tally = await phase('CA rotation', async () => {
    await rotate('ca');
    await settled(before, (now) => now['ca.crt'] !== before['ca.crt']);
  });
  assertNothingLost(tally);
});

test('a deleted Secret loses no call', async () => {
  const before = await secretData();
  const tally = await phase('deleted Secret', async () => {
    await release.must(['delete', 'secret', release.secret, '-n', release.namespace]);
    await settled(before, () => true);
  });
  assertNothingLost(tally);
});

test('a corrupted Secret loses no call', async () => {
  const before = await secretData();
  const tally = await phase('corrupted Secret', async () => {
    const patch = { stringData: { 'tls.crt': 'not a certificate', 'ca.key': '' } };
    await release.must([
      'patch',
      'secret',
      release.secret,
      '-n',
      release.namespace,
      '--type=merge',
      `--patch=${JSON.stringify(patch)}`,
    ]);
    await eventually(
      'the Secret is whole again',
      async () => certificates((await secretData())['tls.crt'] ?? '') > 0,
      60,
    );
    assert.deepEqual(Object.keys(await secretData()).toSorted(), Object.keys(before).toSorted());
  });
  assertNothingLost(tally);
});

test('a blanked caBundle is filled in again before many calls notice', async () => {
  const tally = await phase('blanked caBundle', async () => {
    const patch = [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }];
    for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration']) {
      await release.must(['patch', kind, release.configuration, '--type=json', `--patch=${JSON.stringify(patch)}`]);
      await eventually('the caBundle is back', async () => certificates(await caBundle(kind)) > 0, 30);
    }
  });
  assert.equal(tally.wrong, 0, tally.samples.join('\n'));
});

test('a killed pod fails at most the calls inside it', async () => {
  const tally = await phase('SIGKILL of a pod', async () => {
    const holder = await leader();
    const other = (await release.pods()).find((name) => name !== holder);
    bench.kill(release.namespace, other ?? '');
    await release.must(['rollout', 'status', `deployment/${release.name}`, '-n', release.namespace, '--timeout=100s']);
  });
  assert.equal(tally.wrong, 0, tally.samples.join('\n'));
  assert.ok(tally.failed <= atOnce * 2, `${tally.failed} failed: ${tally.samples.join('\n')}`);
});

test('a killed leader fails at most the calls inside it, and another one leads', async () => {
  const holder = await leader();
  const tally = await phase('SIGKILL of the leader', async () => {
    bench.kill(release.namespace, holder);
    await release.must(['rollout', 'status', `deployment/${release.name}`, '-n', release.namespace, '--timeout=100s']);
    const before = await secretData();
    await rotate('leaf');
    await settled(before, () => true);
  });
  assert.equal(tally.wrong, 0, tally.samples.join('\n'));
  assert.ok(tally.failed <= atOnce * 2, `${tally.failed} failed: ${tally.samples.join('\n')}`);
});

test('a restarted API server finds the gate as it was', async () => {
  const tally = await phase('API server restart', () => bench.restartApiServer());
  assert.equal(tally.wrong, 0, tally.samples.join('\n'));
  assert.equal(tally.failed, 0, tally.samples.join('\n'));
});

test('a pause of etcd is no verdict', async () => {
  const tally = await phase('etcd pause', async () => {
    bench.etcd.process.kill('SIGSTOP');
    await wait(5000);
    bench.etcd.process.kill('SIGCONT');
  });
  assert.equal(tally.wrong, 0, tally.samples.join('\n'));
  assert.equal(tally.failed, 0, tally.samples.join('\n'));
});

test('the phases that must lose nothing sent ten thousand reviews', () => {
  const sent = report.slice(0, 6).reduce((sum, tally) => sum + 2 * tally.sent, 0);
  assert.ok(sent >= 10_000, `${sent} reviews`);
});
