import type { Happening } from '../../happening.ts';
import type { Control, Savepoint, Status } from '../subject.ts';

const longestMessage = 100;

/** What is told of a status that takes the place of another one. Source: `spec/flinkcluster.md` 15. */
export function statusHappenings(before: Status | undefined, after: Status): readonly Happening[] {
  if (before === after) return [];
  return [
    ...stateHappenings(before, after),
    ...controlHappenings(before?.control, after.control),
    ...savepointHappenings(before?.savepoint, after.savepoint),
  ];
}

type States = readonly (readonly [what: string, state: string | undefined])[];

const statesOf = ({ components, state }: Status): States => [
  ['ConfigMap', components.configMap?.state],
  ['JobManager StatefulSet', components.jobManager?.state],
  ['JobManager service', components.jobManagerService?.state],
  ['JobManager ingress', components.jobManagerIngress?.state],
  ['TaskManager', components.taskManager?.state],
  ['Job', components.job?.state],
  ['Cluster', state],
];

function stateHappenings(before: Status | undefined, after: Status): Happening[] {
  const earlier = new Map(before ? statesOf(before) : []);
  return statesOf(after).flatMap(([what, state]) => {
    const was = earlier.get(what);
    if (state === undefined || state === was) return [];
    return [normal('StatusUpdate', was ? `${what} status changed: ${was} -> ${state}` : `${what} status: ${state}`)];
  });
}

function controlHappenings(before: Control | undefined, after: Control | undefined): Happening[] {
  if (!after || (before?.name === after.name && before.state === after.state)) return [];
  if (after.state === 'Failed') return [warning('ControlFailed', `${after.name} failed: ${after.message ?? ''}`)];
  const done: Readonly<Record<string, string>> = {
    Requested: 'was asked for',
    InProgress: 'is under way',
    Succeeded: 'is done',
  };
  const what = done[after.state];
  return what === undefined ? [] : [normal(`Control${after.state}`, `${after.name} ${what}`)];
}

function savepointHappenings(before: Savepoint | undefined, after: Savepoint | undefined): Happening[] {
  if (!after || (before?.triggerID === after.triggerID && before?.state === after.state)) return [];
  const what = `${after.triggerReason ?? 'savepoint'}, trigger ${after.triggerID ?? 'unknown'}`;
  switch (after.state) {
    case 'InProgress':
      return [normal('SavepointTriggered', `Savepoint triggered: ${what}`)];
    case 'Succeeded':
      return [normal('SavepointCreated', `Savepoint taken: ${what}`)];
    default:
      return [warning('SavepointFailed', `Savepoint failed: ${what}: ${after.message ?? ''}`)];
  }
}

const normal = (reason: string, message: string): Happening => happening('Normal', reason, message);
const warning = (reason: string, message: string): Happening => happening('Warning', reason, message);

const happening = (type: Happening['type'], reason: string, message: string): Happening => ({
  component: 'FlinkOperator',
  type,
  reason,
  message: message.slice(0, longestMessage),
});
