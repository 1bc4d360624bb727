import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { FlinkDeploymentStatus } from '../../src/api/flink-deployment/types.ts';
import { conditionsOf } from '../../src/engine/flink-deployment/conditions.ts';
import { lifecycleOf } from '../../src/engine/status/lifecycle.ts';
import { withoutNulls } from '../../src/values/json.ts';
import { corpusFolder } from './corpus.ts';

/** What the reference derives of a status from the rest of it, in every status that it was recorded to write. */

interface RecordedStatus {
  readonly kind: string;
  readonly status: FlinkDeploymentStatus | null;
}

const folder = corpusFolder('flink-reconcile');

function statusesOf(id: string): { name: string; status: FlinkDeploymentStatus }[] {
  const place = path.join(folder as string, id, 'status');
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .toSorted()
    .map((name) => ({ name, ...(parse(readFileSync(path.join(place, name), 'utf8')) as RecordedStatus) }))
    .flatMap(({ name, kind, status }) =>
      kind === 'FlinkDeployment' && status ? [{ name, status: withoutNulls(status, 100) }] : [],
    );
}

/** Set by whoever deletes, not derived. */
const deleting = new Set(['DELETING', 'DELETED']);

for (const id of folder ? readdirSync(folder).toSorted() : []) {
  const statuses = statusesOf(id);
  if (statuses.length === 0) continue;
  test(`${id}: ${statuses.length} statuses`, () => {
    for (const { name, status } of statuses) {
      const { lifecycleState, conditions = [], ...rest } = status;
      if (lifecycleState && !deleting.has(lifecycleState)) assert.equal(lifecycleOf(rest), lifecycleState, name);
      // Conditions are written at the end of a pass, so that in the midst of one they are of the pass before.
      const [recorded] = conditions;
      if (!recorded) continue;
      const isSession = recorded.message?.startsWith('JobManager') ?? false;
      const possible = statuses.map(
        (each) => conditionsOf(each.status, { isSession, generation: 1, now: new Date(0) })[0],
      );
      const same = possible.some(
        (own) =>
          own?.reason === recorded.reason && own?.status === recorded.status && own?.message === recorded.message,
      );
      assert.ok(same, `${name}: ${JSON.stringify(recorded)}`);
    }
  });
}
