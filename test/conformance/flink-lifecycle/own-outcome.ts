import type { KubeObject } from '../../simulation/kube-object.ts';
import type { Change } from '../../simulation/kube-store.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';
import {
  callLine,
  eventLine,
  keptData,
  type Outcome,
  plainName,
  type State,
  type Write,
  withoutRepeats,
} from './outcome.ts';
import type { Stage } from './stage.ts';

const children = ['configmaps', 'deployments', 'flinkstatesnapshots', 'ingresses', 'services'];
const subjects = ['flinkdeployments', 'flinksessionjobs', 'flinkstatesnapshots'];

export function ownOutcome({ world, flink }: Stage): Outcome {
  const { store } = world;
  const changes = (plurals: readonly string[]) =>
    plurals.flatMap((plural) => store.since(plural, 0)).toSorted((a, b) => a.version - b.version);
  const own = changes(children).filter(({ by }) => by === 'engine');
  return {
    creations: own.filter(isCreation).map(({ plural, after }) => ({
      // What becomes of a snapshot is a part of it.
      object: ((plural === 'flinkstatesnapshots' && store.get(plural, (after as KubeObject).metadata)) ||
        after) as unknown as Recorded,
    })),
    writes: withoutRepeats(own.flatMap(writeOf), ({ line }) => line),
    calls: flink.sent.map(({ method, path, body, after }) => ({ line: callLine(method, path), body, at: after + 0.5 })),
    states: changes(subjects).map(stateOf),
    events: [...store.values('events')].map(eventOf),
  };
}

const isCreation = ({ before }: Change) => before === undefined;

function writeOf({ before, after, version: at }: Change): Write[] {
  if (!before) return after ? [{ line: `create ${nameOf(after)}`, at }] : [];
  const goes = before.metadata.deletionTimestamp === undefined && (!after || after.metadata.deletionTimestamp);
  if (!goes) return [];
  return [{ line: before.metadata.labels?.['configmap-type'] ? keptData : `delete ${nameOf(before)}`, at }];
}

const nameOf = ({ kind, metadata }: KubeObject) => `${kind}/${plainName(kind, metadata.name)}`;

function stateOf({ before, after, version: at }: Change): State {
  const object = (after ?? before) as KubeObject;
  return { at, object: nameOf(object), status: object.status, isGone: after === undefined };
}

function eventOf(event: KubeObject): string {
  const { type, reason, message, involvedObject } = event as unknown as {
    readonly type: string;
    readonly reason: string;
    readonly message: string;
    readonly involvedObject: { readonly kind: string; readonly name: string };
  };
  const { kind, name } = involvedObject;
  const [, to] = (reason === 'JobStatusChanged' && / to (\S+)$/.exec(message)) || [];
  return eventLine(type, reason, `${kind}/${plainName(kind, name)}`, to);
}
