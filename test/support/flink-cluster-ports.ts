import type { FlinkCluster, FlinkPlace, JobOfCluster, Reply, SavepointProgress } from '../../src/engine/flink-port.ts';
import type { Ports, Recollection } from '../../src/engine/ports.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { planTools } from './flink-cluster-children.ts';
import { now } from './observed-cluster.ts';

/** A read of Flink that nobody answers. */
export const silent: Reply<never> = { type: 'silent', error: new Error('nobody answers') };

export interface PlayedWorld {
  /** What is there, from the copy that the engine follows. */
  readonly objects?: readonly object[];
  /** What the API server has beside that, by now. */
  readonly unfollowed?: readonly object[];
  /** What the API server lists, by kind. */
  readonly lists?: Readonly<Record<string, readonly object[]>>;
  /** What Flink says; left out: nobody answers. */
  readonly jobs?: readonly JobOfCluster[];
  readonly savepoint?: SavepointProgress;
  /** Path of the newest state that the job has left. */
  readonly left?: string;
  readonly problems?: readonly string[];
  readonly findings?: readonly string[];
  readonly memory?: Recollection;
  readonly now?: Date;
}

const answer = <T>(value: T | undefined): Reply<T> => (value === undefined ? silent : { type: 'answer', value });

/** The world as one pass of a FlinkCluster sees it; `asked` tells what was asked of it. */
export function playedPorts(world: PlayedWorld) {
  const asked: string[] = [];
  const places: FlinkPlace[] = [];
  const memory = world.memory ?? {};
  const ask = <T>(what: string, reply: Reply<T>) => {
    asked.push(what);
    return Promise.resolve(reply);
  };
  const flink: Partial<FlinkCluster> = {
    jobs: () => ask('jobs', answer(world.jobs)),
    savepoint: (_, trigger) => ask(`savepoint ${trigger}`, answer(world.savepoint)),
    latestCheckpoint: () => ask('checkpoints', answer(world.jobs && { path: world.left, bytes: undefined })),
    problems: () =>
      ask(
        'exceptions',
        answer((world.problems ?? []).map((stackTrace) => ({ ...nobody, stackTrace, name: undefined }))),
      ),
  };
  const objects = (world.objects ?? []) as readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string };
  }[];
  const ports = {
    ...planTools,
    clock: { now: () => world.now ?? now, elapsed: () => (world.now ?? now).getTime() },
    randomId: () => 'f'.repeat(32),
    operator: () => OperatorConfiguration.from({}),
    findings: () => Promise.resolve(world.findings ?? []),
    memory: { of: () => memory, forget() {} },
    flink(place: FlinkPlace) {
      places.push(place);
      return flink;
    },
    resources: {
      find: (kind: string, _: string, name: string) =>
        objects.find((object) => object.kind === kind && object.metadata.name === name),
    },
    children: {
      list({ kind }: { readonly kind: string }) {
        asked.push(`list ${kind}`);
        return Promise.resolve(world.lists?.[kind] ?? []);
      },
      find: ({ kind, name }: { readonly kind: string; readonly name: string }) =>
        Promise.resolve(
          ((world.unfollowed ?? []) as typeof objects).find(
            (object) => object.kind === kind && object.metadata.name === name,
          ),
        ),
    },
  } as unknown as Ports;
  return { ports, asked, places, memory };
}

const nobody = { timestamp: undefined, task: undefined, endpoint: undefined, taskManager: undefined, labels: {} };
