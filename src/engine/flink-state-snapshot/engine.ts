import type { Considered, Engine } from '../pass.ts';
import type { Ports } from '../ports.ts';
import { failureOf } from '../reconcile-error.ts';
import { reconciliationError } from '../status/exceptions.ts';
import { decide } from '../step.ts';
import { cleanUp } from './clean-up.ts';
import { observeSnapshot } from './observe.ts';
import { steps } from './steps.ts';
import { limitsOf, type Snapshot, type Status } from './subject.ts';

/** Savepoints and checkpoints of jobs, as objects of their own. */
export const flinkStateSnapshotEngine: Engine<Snapshot, Status> = {
  kind: 'FlinkStateSnapshot',
  finalizer: 'flinkstatesnapshots.flink.apache.org/finalizer',
  async consider(snapshot, ports) {
    if (snapshot.metadata.deletionTimestamp !== undefined) return considerDeletion(snapshot, ports);
    return considerSpec(snapshot, ports);
  },
  complete: (status) => ({ state: 'TRIGGER_PENDING', ...status }),
  failed: (status, error, snapshot, ports) => ({
    ...status,
    error: reconciliationError(error, limitsOf(snapshot, ports).errors),
  }),
  failure: (error) => failureOf(error, 'Snapshot'),
};

async function considerSpec(snapshot: Snapshot, ports: Ports): Promise<Considered<Status>> {
  const { status = {} } = snapshot;
  const { times } = limitsOf(snapshot, ports);
  const isNew = (status.state ?? 'TRIGGER_PENDING') === 'TRIGGER_PENDING';
  const findings = isNew ? await ports.findings(snapshot) : [];
  if (findings.length > 0) {
    const message = findings.join('\n');
    const invalid = { component: 'Operator', type: 'Warning', reason: 'ValidationError', message } as const;
    return { decision: { status }, happenings: [invalid], again: () => times.reconcile };
  }
  const decision = decide(steps, await observeSnapshot(snapshot, ports));
  return { decision, happenings: [], again: () => undefined };
}

async function considerDeletion(snapshot: Snapshot, ports: Ports): Promise<Considered<Status>> {
  const decision = decide(cleanUp, await observeSnapshot(snapshot, ports));
  return { decision, happenings: [], again: () => limitsOf(snapshot, ports).times.progress };
}
