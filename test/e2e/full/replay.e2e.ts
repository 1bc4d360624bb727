import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Bench, startBench } from '../../bench/control-plane.ts';
import { BenchDns } from '../../bench/dns.ts';
import { eventually } from '../../bench/processes.ts';
import { overlay } from '../../support/overlay.ts';
import { validObjects } from '../../support/valid-objects.ts';
import { collectionOf } from '../replay/addresses.ts';
import { ApiServer } from '../replay/api-server.ts';
import { ask } from '../replay/ask.ts';
import { type Manifest, type ReplayCase, readCorpus } from '../replay/cases.ts';
import { Front } from '../replay/front.ts';
import { inTurn } from '../replay/in-turn.ts';
import { crds, registrations } from '../replay/installation.ts';
import { type Judge, type Judgement, judge } from '../replay/judgement.ts';
import { leaveOut } from '../replay/left-out.ts';
import { type Group, groupsOf, knownNames, serveGroup } from '../replay/served-group.ts';
import { type StoredState, store } from '../replay/stored.ts';
import type { RunningServe } from '../start-serve.ts';

/*
 * Every recorded case that an API server can carry is asked of one: what the case needs is stored while nobody is
 * registered, then its request is a dry run, and a server with its operator configuration answers. Host names are those of
 * the bench's DNS.
 */

const corpus = readCorpus();
let bench: Bench;
let api: ApiServer;
let front: Front;
let converter: RunningServe | undefined;
const dns = new BenchDns();

before(async () => {
  if (!corpus) return;
  for (const [name, address] of knownNames(corpus.cases)) dns.extraNames.set(name, address === null ? null : [address]);
  [bench, front] = await Promise.all([startBench(), Front.start(), dns.start()]);
  api = new ApiServer(bench);
});

after(async () => {
  api?.close();
  await converter?.stop();
  front?.stop();
  dns.stop();
  await bench?.stop();
});

async function install(items: readonly object[]): Promise<void> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { code, stderr } = await bench.kubectl(['apply', '--server-side', '-f', '-'], { input, timeoutSeconds: 60 });
  assert.equal(code, 0, stderr);
}

/** An API server takes a moment to call a webhook that was just registered. */
async function registered(): Promise<void> {
  await install(registrations(front));
  for (const [kind, valid] of Object.entries(validObjects)) {
    const id = `probe-${kind}`;
    const object = overlay(valid, { metadata: { name: 'probe', namespace: 'default' } }) as Manifest;
    await eventually(`${kind} is judged`, async () => {
      await api.call('POST', `${collectionOf(object)}?dryRun=All&fieldManager=${id}`, object);
      const { mutate, validate } = front.exchanges(id);
      return mutate !== undefined && validate !== undefined;
    });
  }
}

async function replay({ cases, versions }: StoredState): Promise<Map<ReplayCase, Judgement>> {
  const judgements = new Map<ReplayCase, Judgement>();
  const replayGroup = async (group: Group) => {
    const server = await serveGroup(bench, group.flinkConf);
    try {
      await inTurn(group.cases, async (subject) => {
        front.lead(subject.id, server.url);
        const answer = await ask(api, subject, versions.get(subject));
        judgements.set(subject, await judge(subject, answer, front.exchanges(subject.id)));
      });
    } finally {
      await server.stop();
    }
  };
  await inTurn(groupsOf(cases), replayGroup, 3);
  return judgements;
}

test('an API server gives the recorded verdicts', { skip: !corpus && 'no corpus here' }, async (t) => {
  assert.ok(corpus);
  const { cases, total, leftOut } = corpus;
  await install(crds(front));
  // It converts what is stored as v1alpha1; nobody asks it for a verdict yet.
  converter = await serveGroup(bench, {});
  front.converter = converter.url;
  const state = await store(api, cases, leftOut);
  await registered();
  const judgements = await replay(state);

  const faults: string[] = [];
  const judges = new Map<Judge, number>();
  for (const [{ id }, judgement] of judgements) {
    if (judgement.type === 'left out') leaveOut(leftOut, judgement.reason, id);
    else if (judgement.type === 'different') faults.push(`${id}: ${judgement.fault}`);
    else judges.set(judgement.by, (judges.get(judgement.by) ?? 0) + 1);
  }
  const same = [...judges.values()].reduce((sum, count) => sum + count, 0);
  const carried = same + faults.length;
  t.diagnostic(`${carried} of ${total} carried (${((100 * carried) / total).toFixed(1)} %), ${same} verdicts equal`);
  for (const [who, count] of judges) t.diagnostic(`judged by ${who}: ${count}`);
  for (const [reason, ids] of [...leftOut].toSorted(([, a], [, b]) => b.length - a.length))
    t.diagnostic(`left out: ${ids.length}, ${reason}`);
  assert.deepEqual(faults, []);
  assert.ok(carried >= 0.6 * total, `only ${carried} of ${total} carried`);
});
