import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { kindNames } from '../../src/api/kinds.ts';
import { type Bench, startControlPlane } from '../bench/control-plane.ts';
import { eventually } from '../bench/processes.ts';
import { overlay } from '../support/overlay.ts';
import { validObjects } from '../support/valid-objects.ts';
import { type Answer, ApiServer, crds, netFiles } from './cel-net/api-server.ts';
import {
  exampleCases,
  kindsWithNet,
  type Manifest,
  moved,
  type NetCase,
  netRulesOf,
  recordedCases,
  wrongObjects,
} from './cel-net/cases.ts';
import { Comparison, gateIds } from './cel-net/comparison.ts';
import { largeObject } from './cel-net/large-objects.ts';
import { randomCases } from './cel-net/random-objects.ts';

/*
 * A real API server with the net and without any webhook, next to the gate. Whatever the net refuses the gate refuses by
 * the same rule; whatever the gate finds by a rule that the net holds as a whole the net refuses. Nothing that is stored
 * already is held up (S-10).
 */

let bench: Bench;
let api: ApiServer;
let namespace: string;

const corpus = recordedCases();
const examples = exampleCases();
const all = [...(corpus?.cases ?? []), ...examples];
const creations = all.filter(({ operation }) => operation === 'CREATE');
const updates = all.filter(({ operation }) => operation === 'UPDATE');
const wrong = wrongObjects();
/** As the API server has them, where it took them at all, from before the net was there. */
const stored = new Map<NetCase, Manifest>();
/** `<kind> <rule>` of what the net refused in any test. */
const met = new Set<string>();

before(async () => {
  bench = await startControlPlane();
  await applyCrds();
  namespace = await bench.namespace('net');
  api = new ApiServer(bench);
  await inParallel([...updates, ...wrong], store);
  await applyNet();
  await netIsUp();
});

after(async () => {
  api?.close();
  await bench?.stop();
});

async function applyCrds(): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: crds() });
  const args = ['apply', '--server-side', '--force-conflicts', '-f', '-'];
  const { code, stderr } = await bench.kubectl(args, { input, timeoutSeconds: 60 });
  assert.equal(code, 0, stderr);
  await bench.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
}

/** As docs/adr/0009-cel-net.md has it. Refused where a rule of the net costs more than API servers permit. */
async function applyNet(): Promise<void> {
  for (const [crd, file] of netFiles()) {
    const { code, stderr } = await bench.kubectl(['patch', 'crd', crd, '--type=json', '--patch-file', file]);
    assert.equal(code, 0, stderr);
  }
}

async function store(update: NetCase, index: number): Promise<void> {
  const { kind, old } = moved(update, namespace, `u${index}`);
  const { status, ...object } = overlay(old, { metadata: { finalizers: ['sluice.dev/held'] } }) as Manifest;
  const created = await onceServed(() => api.create(kind, object, { dryRun: false }));
  if (created.status !== 201) return;
  const written =
    status === undefined
      ? created
      : await api.patch(kind, object, { status }, { dryRun: false, subresource: '/status' });
  if (written.status < 300) stored.set(update, written.body);
}

/** A kind that was just installed is not found for a moment. */
async function onceServed(call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await call();
    if (answer.status !== 404 || tries === 50) return answer;
    await wait(100);
  }
}

/** An API server takes a while to judge by a CRD that was changed. */
async function netIsUp(): Promise<void> {
  for (const kind of kindsWithNet) {
    const bad = examples.find((example) => example.kind === kind && !example.isGood && example.operation === 'CREATE');
    assert.ok(bad, `an example of ${kind} that is refused at its creation`);
    const { object } = moved(bad, namespace);
    const isRefused = async () => (await api.create(kind, object, { dryRun: true })).net.length > 0;
    await eventually(`the net of ${kind}`, isRefused, 30);
  }
}

async function inParallel<T>(items: Iterable<T>, work: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = [...items].entries();
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

function settle(comparison: Comparison, say: (line: string) => void): void {
  comparison.report(say);
  for (const rule of comparison.met) met.add(rule);
  assert.deepEqual(comparison.faults.slice(0, 5), []);
}

/** With the version that was read, as clients send it. */
const edited = (object: Manifest, before: Manifest) =>
  overlay(object, { metadata: { resourceVersion: before.metadata['resourceVersion'] } }) as Manifest;

test('creations: the net refuses what the gate refuses', async (t) => {
  const comparison = new Comparison();
  await inParallel(creations, async (creation) => {
    const subject = moved(creation, namespace);
    const answer = await api.create(subject.kind, subject.object, { dryRun: true });
    comparison.add(subject, answer, await gateIds(subject));
  });
  for (const [reason, count] of corpus?.leftOut ?? []) t.diagnostic(`${count} left out, ${reason}`);
  settle(comparison, (line) => t.diagnostic(line));
});

test('updates: the net refuses what the gate refuses', async (t) => {
  const comparison = new Comparison();
  await inParallel(updates, async (update) => {
    const before = stored.get(update);
    if (!before) return;
    const subject = moved(update, namespace, before.metadata.name);
    const answer = await api.update(subject.kind, edited(subject.object, before));
    // An edit of the object leaves its status as it is.
    const shown = { ...subject, object: { ...subject.object, status: before.status } };
    const brokenBefore = await gateIds({ ...subject, operation: 'CREATE', object: before });
    comparison.add(subject, answer, await gateIds(shown, before), brokenBefore);
  });
  settle(comparison, (line) => t.diagnostic(line));
});

test('objects that are much like their schema: the net refuses what the gate refuses', async (t) => {
  const seed = 20_261_125;
  const comparison = new Comparison();
  await inParallel(randomCases(seed, 200), async (random) => {
    const subject = moved(random, namespace);
    const answer = await api.create(subject.kind, subject.object, { dryRun: true });
    comparison.add(subject, answer, await gateIds(subject));
  });
  t.diagnostic(`seed ${seed}`);
  settle(comparison, (line) => t.diagnostic(line));
});

test('the good example of each rule passes, the bad one is refused by the rule', async (t) => {
  const faults: string[] = [];
  await inParallel(examples, async (example) => {
    const before = stored.get(example);
    const { kind, object } = moved(example, namespace, before?.metadata.name);
    const answer = before
      ? await api.update(kind, edited(object, before))
      : await api.create(kind, object, { dryRun: true });
    const isAsSaid = example.isGood ? answer.status < 300 : answer.net.includes(example.rule);
    if (!isAsSaid) faults.push(`${example.id}: ${answer.status} ${answer.body.message ?? ''}`);
  });
  t.diagnostic(`${examples.length} examples`);
  assert.deepEqual(faults, []);
});

test('every rule of the net was seen to refuse', (t) => {
  const rules = kindsWithNet.flatMap((kind) => netRulesOf(kind).map(({ id }) => `${kind} ${id}`));
  t.diagnostic(`${rules.length} rules of ${kindsWithNet.length} kinds`);
  assert.deepEqual(
    rules.filter((rule) => !met.has(rule)),
    [],
  );
});

test('what is stored can be labelled, reported on, let go and deleted, however wrong it is', async (t) => {
  const faults: string[] = [];
  let refusedToday = 0;
  await inParallel(stored, async ([{ id, kind }, object]) => {
    const { resourceVersion: _, managedFields: __, uid: ___, ...metadata } = object.metadata;
    const renewed = { ...object, metadata: { ...metadata, name: `${metadata.name}x` } };
    if ((await api.create(kind, renewed, { dryRun: true })).net.length > 0) refusedToday += 1;
    const note = { metadata: { labels: { team: 'data' } } };
    const report = { status: { observedGeneration: 3, error: 'x' } };
    const answers = {
      label: await api.patch(kind, object, note, { dryRun: true }),
      status: await api.patch(kind, object, report, { dryRun: true, subresource: '/status' }),
      deletion: await api.delete(kind, object),
      finalizer: await api.patch(kind, object, { metadata: { finalizers: null } }, { dryRun: false }),
    };
    for (const [what, { status, net, body }] of Object.entries(answers)) {
      if (net.length > 0 || (what !== 'status' && status >= 300)) faults.push(`${id}: ${what}: ${body.message}`);
    }
  });
  t.diagnostic(`${stored.size} of ${updates.length + wrong.length} stored, ${refusedToday} of them wrong to the net`);
  assert.deepEqual(faults, []);
  assert.ok(refusedToday > wrong.length / 2);
});

test('valid objects are taken, and canaries without a spec', async () => {
  for (const kind of kindsWithNet) {
    const { status: _, ...object } = overlay(validObjects[kind], { metadata: { namespace } }) as unknown as Manifest;
    const answer = await api.create(kind, object, { dryRun: true });
    assert.equal(answer.status, 201, answer.body.message);
  }
  for (const kind of ['flinkDeployment', 'flinkSessionJob'] as const) {
    const { group, version, kind: name } = kindNames[kind];
    const metadata = { name: 'canary', namespace, labels: { 'flink.apache.org/canary': 'true' } };
    for (const spec of [{}, { spec: {} }]) {
      const canary = { apiVersion: `${group}/${version}`, kind: name, metadata, ...spec };
      const answer = await api.create(kind, canary, { dryRun: true });
      assert.equal(answer.status, 201, answer.body.message);
    }
  }
});

test('objects as large as etcd takes them cost no more than API servers permit', async (t) => {
  for (const kind of kindsWithNet) {
    const object = largeObject(kind, namespace);
    const size = JSON.stringify(object).length;
    assert.ok(size > 900_000, `${kind} of ${size} bytes`);
    const created = await api.create(kind, object, { dryRun: false });
    assert.equal(created.status, 201, created.body.message);
    const started = performance.now();
    const relabelled = overlay(created.body, { metadata: { labels: { team: 'data' } } }) as Manifest;
    const updated = await api.update(kind, relabelled);
    assert.equal(updated.status, 200, updated.body.message);
    t.diagnostic(`${kind}: ${Math.round(size / 1000)} kB, ${Math.round(performance.now() - started)} ms for an update`);
  }
});
