import type { DefaultedSpec } from '../defaulted.ts';
import { memoryOption } from './memory.ts';
import { taskSlots, taskSlotsKey } from './slots.ts';

type Options = Readonly<Record<string, string>>;

/** The options that a cluster is given, sorted by key. Source: `spec/flinkcluster.md` 6.1. */
export function flinkOptions(cluster: string, spec: DefaultedSpec): readonly (readonly [string, string])[] {
  const options = { ...usualOptions(spec), ...spec.flinkProperties, ...fixedOptions(cluster, spec) };
  return Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What properties of the user override. */
function usualOptions(spec: DefaultedSpec): Options {
  const { flinkVersion, jobManager, taskManager } = spec;
  const slots = taskSlots(spec);
  return {
    'taskmanager.rpc.port': String(taskManager.ports.rpc),
    ...memoryOption('jobmanager', jobManager, flinkVersion),
    ...memoryOption('taskmanager', taskManager, flinkVersion),
    ...(slots !== undefined && { [taskSlotsKey]: String(slots) }),
  };
}

/** What Services and pods are made to fit. */
function fixedOptions(cluster: string, { jobManager: { ports } }: DefaultedSpec): Options {
  return {
    'jobmanager.rpc.address': `${cluster}-jobmanager`,
    'jobmanager.rpc.port': String(ports.rpc),
    'blob.server.port': String(ports.blob),
    'query.server.port': String(ports.query),
    'rest.port': String(ports.ui),
  };
}
