import { stringOption } from '../../values/configuration-option.ts';
import { highAvailabilityType, ingressManaged, taskSlots } from '../../values/configuration-options.ts';
import { isBlank } from '../../values/java-text.ts';
import { invalid, nothing, required } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { keyPath } from './configuration.ts';
import { scanOf } from './configuration-scan.ts';
import { remembering } from './remembering.ts';

/** Advice about deployments that are accepted but will not do what they look like. */

const storageDirectory = stringOption('high-availability.storageDir', {
  fallbackKeys: ['high-availability.zookeeper.storageDir', 'recovery.zookeeper.storageDir'],
});
const ha = 'high-availability.type: kubernetes';

export const highAvailabilityStorageMissing: DeploymentRule = {
  id: 'high-availability-storage-missing',
  summary: 'High availability has a storage directory.',
  explanation:
    'ZooKeeper and ConfigMaps hold only pointers; job graphs and checkpoint metadata lie in ' +
    'high-availability.storageDir. Without it the JobManager fails at the start.',
  severity: 'warning',
  examples: {
    good: `spec: { flinkConfiguration: { ${ha}, high-availability.storageDir: 's3://flink/ha' } }`,
    bad: `spec: { flinkConfiguration: { ${ha} } }`,
  },
  check(_, at, { configuration }) {
    const type = configuration.value(highAvailabilityType)?.toLowerCase();
    if (type !== 'kubernetes' && type !== 'zookeeper') return nothing;
    if (!isBlank(configuration.value(storageDirectory) ?? '')) return nothing;
    return [
      required(
        keyPath(at, storageDirectory.key),
        `must name a directory, because ${highAvailabilityType.key} is ${type}`,
        {
          fix: 'set it to durable storage, such as s3://flink/ha',
        },
      ),
    ];
  },
};

export const lastStateWithoutHa: DeploymentRule = {
  id: 'last-state-without-ha',
  summary: 'An application in last-state mode has high availability.',
  explanation:
    'While the job runs, its last checkpoint can be asked of the JobManager. When the JobManager is lost, only ' +
    'high-availability data tells where that checkpoint is; without it the job waits until somebody names the path ' +
    'by hand.',
  severity: 'warning',
  examples: {
    good:
      "spec: { job: { upgradeMode: last-state }, flinkConfiguration: { execution.checkpointing.dir: 's3://flink/cp'," +
      ` ${ha}, high-availability.storageDir: 's3://flink/ha' } }`,
    bad: "spec: { job: { upgradeMode: last-state }, flinkConfiguration: { execution.checkpointing.dir: 's3://flink/cp' } }",
  },
  check({ spec: { job } }, at, { configuration }) {
    if (job?.upgradeMode !== 'last-state' || scanOf(configuration).highAvailability !== 'inactive') return nothing;
    return [
      invalid(
        at.spec.job.upgradeMode,
        'is last-state without high availability: a lost JobManager needs help by hand',
        {
          fix: 'set high-availability.type: kubernetes and high-availability.storageDir',
        },
      ),
    ];
  },
};

export const ingressNotManaged: DeploymentRule = {
  id: 'ingress-not-managed',
  summary: 'An ingress is asked for where the operator makes them.',
  explanation:
    'kubernetes.operator.ingress.manage is off in the configuration of the operator, so it makes no Ingress for ' +
    'anybody, and spec.ingress has no effect.',
  severity: 'warning',
  examples: {
    good: 'spec: { ingress: null }',
    bad: "spec: { ingress: { template: '{{name}}.flink.example.com' } }",
    given: { flinkConf: '{ kubernetes.operator.ingress.manage: "false" }' },
  },
  check({ spec: { ingress } }, at, { configuration }) {
    if (!ingress || configuration.operator.get(ingressManaged.key)?.toLowerCase() !== 'false') return nothing;
    return [
      invalid(at.spec.ingress, `has no effect, because ${ingressManaged.key} is false on this platform`, {
        fix: 'remove it, or make an Ingress yourself',
      }),
    ];
  },
};

const readSlots = remembering(taskSlots.read);

export const taskSlotsMin: DeploymentRule = {
  id: 'task-slots-min',
  summary: 'A TaskManager has at least one slot.',
  explanation: 'Each parallel task runs in a slot of a TaskManager. A TaskManager with no slot fails at the start.',
  severity: 'warning',
  examples: {
    good: 'spec: { flinkConfiguration: { taskmanager.numberOfTaskSlots: 2 } }',
    bad: 'spec: { flinkConfiguration: { taskmanager.numberOfTaskSlots: 0 } }',
  },
  check(_, at, { configuration }) {
    const slots = readSlots(configuration.get(taskSlots.key) ?? '1');
    if (slots === undefined || slots >= 1) return nothing;
    return [
      invalid(keyPath(at, taskSlots.key), `is ${slots}; a TaskManager needs at least 1 slot`, {
        fix: 'set it to 1 or more',
      }),
    ];
  },
};
