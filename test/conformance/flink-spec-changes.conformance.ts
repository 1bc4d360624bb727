import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import type { FlinkDeployment, FlinkDeploymentSpec } from '../../src/api/flink-deployment/types.ts';
import { specChanges, strongest } from '../../src/engine/spec-difference.ts';
import { readKeptSpec } from '../../src/engine/status/last-spec.ts';
import { withoutNulls } from '../../src/values/json.ts';
import { overlay } from '../support/overlay.ts';
import { corpusFolder } from './corpus.ts';

/** The changes of specs that the reference told of in Events, and what it took them for. */

const folder = corpusFolder('flink-reconcile');

interface RecordedEvent {
  readonly at: number;
  readonly reason: string;
  readonly on: string;
  readonly changeType?: string;
  readonly diff?: string;
}

interface Step {
  readonly at: number;
  readonly action: string;
  readonly kind?: string;
  readonly name?: string;
  readonly patch?: object;
}

const json = (id: string, file: string): unknown => {
  const place = path.join(folder as string, id, file);
  return existsSync(place) ? JSON.parse(readFileSync(place, 'utf8')) : [];
};

/** The spec as its owner had written it by then. */
function specAt(id: string, name: string, at: number): FlinkDeploymentSpec {
  const inputs = parseAllDocuments(readFileSync(path.join(folder as string, id, 'input.yaml'), 'utf8'));
  const objects = inputs.map((document) => document.toJS() as FlinkDeployment);
  const created = objects.find(({ kind, metadata }) => kind === 'FlinkDeployment' && metadata.name === name);
  assert.ok(created);
  const patches = (json(id, 'steps.json') as Step[]).filter(
    (step) => step.at <= at && step.action === 'patch' && step.kind === 'FlinkDeployment' && step.name === name,
  );
  return patches.reduce((object, { patch }) => overlay(object, patch ?? {}) as FlinkDeployment, created).spec;
}

/** The spec that was last brought about by then. */
function lastDeployed(id: string, name: string, at: number): FlinkDeploymentSpec | undefined {
  const place = path.join(folder as string, id, 'status');
  const statuses = readdirSync(place)
    .toSorted()
    .map((file) => parse(readFileSync(path.join(place, file), 'utf8')))
    .filter((recorded) => recorded.kind === 'FlinkDeployment' && recorded.name === name && recorded.at <= at);
  const deployed = statuses.filter(({ status }) =>
    ['DEPLOYED', 'ROLLED_BACK'].includes(status?.reconciliationStatus?.state),
  );
  return readKeptSpec<FlinkDeploymentSpec>(deployed.at(-1)?.status.reconciliationStatus.lastReconciledSpec)?.spec;
}

/** Writing down the mode that is meant anyway restarts a job there, and nothing here (ADR 12); so does the Ingress (ADR 13). */
const impliedMode = 'mode : null -> native';

/** `job.parallelism : 2 -> 3` */
const pathsOf = (diff: string) =>
  [...diff.matchAll(/(?<=[[ ])([\w.-]+) : /g)].map(([, name]) => name as string).toSorted();

for (const id of folder ? readdirSync(folder).toSorted() : []) {
  const events = (
    folder && existsSync(path.join(folder, id, 'events.json')) ? json(id, 'events.json') : []
  ) as RecordedEvent[];
  for (const { on, at, changeType, diff = '' } of events.filter(
    ({ reason, on: who }) => reason === 'SpecChanged' && who.startsWith('FlinkDeployment/'),
  )) {
    test(`${id}: ${diff.slice(0, 100)}`, () => {
      const name = on.slice('FlinkDeployment/'.length);
      const before = lastDeployed(id, name, at);
      assert.ok(before);
      const after = withoutNulls(specAt(id, name, at), 100);
      const changes = specChanges(before, after, after.mode === 'standalone' ? 'standalone' : 'native');
      const paths = pathsOf(diff.replace(impliedMode, ''));
      assert.deepEqual(changes.map((change) => change.path).toSorted(), paths);
      const onlyOurs = paths.every((changed) => changed === 'ingress');
      assert.equal(strongest(changes).toUpperCase().replace('-', '_'), onlyOurs ? 'IGNORE' : changeType);
    });
  }
}
