import {
  highAvailabilityClusterId,
  highAvailabilityType,
  kubernetesClusterId,
  kubernetesNamespace,
  savepointDirectory,
  taskSlots,
} from '../../../values/configuration-options.ts';
import { jobManagerMemory, taskManagerMemory } from '../../../values/memory-options.ts';
import type { Carrier } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import { slotsOf } from '../slots.ts';
import { propertyOf, type Source, savepointsDirOf } from '../source.ts';

const overwritten = 'a FlinkCluster does not heed it: the port or address of its own comes over it';
const byOperator = 'the operator sets it from name and namespace of the FlinkDeployment';
const wouldWake = 'has no effect in a FlinkCluster, and would have one here: add it on purpose';

const idleKeys = new Map<string, string>([
  ...[
    'jobmanager.rpc.address',
    'jobmanager.rpc.port',
    'blob.server.port',
    'query.server.port',
    'rest.port',
    'web.port',
  ].map((key) => [key, overwritten] as const),
  [kubernetesNamespace.key, byOperator],
]);

const ofOperator = ['kubernetes.operator.', 'job.autoscaler.'];
const processSizes = [jobManagerMemory.processSize, taskManagerMemory.processSize];
const heapSizes = ['jobmanager.heap.size', 'jobmanager.heap.mb', 'taskmanager.heap.size', 'taskmanager.heap.mb'];

export const properties: Carrier = {
  fields: ['flinkProperties'],
  becomes:
    '`flinkConfiguration`, without what FlinkCluster does not heed and what the operator sets itself; the number of task slots is written out',
  carry(source, draft) {
    for (const [key, value] of Object.entries(source.properties)) {
      if (!leftOut(key, source, draft)) draft.configuration.set(key, value);
    }
    draft.carried('flinkProperties', 'spec.flinkConfiguration');
    const slots = slotsOf(source);
    if (slots === undefined) {
      const fix = 'write a whole number, or leave it out';
      draft.obstacle(
        `spec.flinkProperties['${taskSlots.key}']`,
        'is no whole number, so the slots of a TaskManager are unknown',
        fix,
      );
    } else if (propertyOf(source, taskSlots) === undefined) draft.configuration.set(taskSlots.key, String(slots));
    noteHighAvailability(source, draft);
  },
};

/** Whether a key goes, and says why. */
function leftOut(key: string, source: Source, draft: Draft): boolean {
  const idle = idleKeys.get(key) ?? (ofOperator.some((prefix) => key.startsWith(prefix)) ? wouldWake : undefined);
  if (idle !== undefined) draft.property(key, 'idle', idle);
  else if (key === kubernetesClusterId.key || key === highAvailabilityClusterId.key) {
    draft.property(key, 'changed', `${byOperator}: it is ${source.options.name ?? source.name}`);
  } else if (
    processSizes.some((option) => option.key === key && option.read(source.properties[key] ?? '') !== undefined)
  ) {
    draft.property(key, 'changed', 'stands in resources.requests.memory, which would come over it');
  } else if (source.memoryModel !== 'process' && heapSizes.includes(key)) {
    draft.property(
      key,
      'lost',
      'is for Flink below 1.10; jobmanager.memory.* and taskmanager.memory.* divide the memory now',
    );
  } else if (savepointsDirOf(source.spec.job) !== undefined && isSavepointDirectory(key)) {
    draft.property(key, 'changed', 'is that of job.savepointsDir, which FlinkCluster writes savepoints to');
  } else return false;
  return true;
}

const isSavepointDirectory = (key: string): boolean =>
  key === savepointDirectory.key || savepointDirectory.fallbackKeys.includes(key);

function noteHighAvailability(source: Source, draft: Draft): void {
  if (propertyOf(source, highAvailabilityType)?.trim().toLowerCase() !== 'zookeeper') return;
  const { key, fallbackKeys } = highAvailabilityType;
  const name = [key, ...fallbackKeys].find((each) => Object.hasOwn(source.properties, each)) ?? key;
  draft.property(name, 'changed', "Sluice's engine does not run high availability by ZooKeeper: use kubernetes");
}
