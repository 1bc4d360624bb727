import { isAbsent, unlessGiven, withFields, without } from '../../defaults/flink-cluster/fields.ts';
import { standardReplicas } from '../../defaults/flink-cluster/standard.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { olderClusterState, olderComponentState, olderJobState } from './older-states.ts';
import { onlyV1alpha1, onlyV1beta1 } from './places.ts';

export function statusToV1beta1(status: JsonObject, spec: unknown, metadata: unknown): JsonObject {
  const { components } = status;
  const shared = without(status, onlyV1beta1.status);
  if (!isObject(components)) return shared;
  const { job, jobManagerDeployment, taskManagerDeployment } = components;
  const replicas = workers(spec);
  return withFields(shared, {
    savepoint: isObject(job) ? lastSavepoint(job) : undefined,
    components: withFields(sharedComponents(components), {
      jobManager: isObject(jobManagerDeployment)
        ? workload(jobManagerDeployment, standardReplicas.jobManager)
        : undefined,
      taskManager: isObject(taskManagerDeployment)
        ? { ...workload(taskManagerDeployment, replicas), selector: selectorOf(metadata) }
        : undefined,
      job: isObject(job)
        ? renamed(job, [...onlyV1alpha1.jobStatus, ...onlyV1beta1.jobStatus], {
            submitterName: job['name'],
            savepointTime: job['lastSavepointTime'],
          })
        : undefined,
    }),
  });
}

export function statusToV1alpha1(status: JsonObject, metadata: unknown): JsonObject {
  const { components, savepoint } = status;
  const shared = withFields(without(status, onlyV1beta1.status), { state: olderClusterState(status['state']) });
  if (!isObject(components)) return shared;
  const { job, jobManager, taskManager, configMap, jobManagerService, jobManagerIngress } = components;
  const name = nameOf(metadata);
  return withFields(shared, {
    components: withFields(sharedComponents(components), {
      configMap: asOlder(configMap, `${name}-configmap`),
      jobManagerService: asOlder(
        isObject(jobManagerService) ? without(jobManagerService, onlyV1beta1.serviceStatus) : jobManagerService,
        `${name}-jobmanager`,
      ),
      jobManagerIngress: isAbsent(jobManagerIngress) ? undefined : asOlder(jobManagerIngress, ''),
      jobManagerDeployment: asOlder(isObject(jobManager) ? nameAndState(jobManager) : jobManager, `${name}-jobmanager`),
      taskManagerDeployment: asOlder(
        isObject(taskManager) ? nameAndState(taskManager) : taskManager,
        `${name}-taskmanager`,
      ),
      job: isObject(job)
        ? renamed(job, [...onlyV1alpha1.jobStatus, ...onlyV1beta1.jobStatus], {
            id: unlessGiven(job['id'], ''),
            name: job['submitterName'] ?? '',
            state: olderJobState(job['state']),
            lastSavepointTime: job['savepointTime'],
            lastSavepointTriggerID: isObject(savepoint) ? savepoint['triggerID'] : undefined,
          })
        : undefined,
    }),
  });
}

/** v1alpha1 demands that each component is named; one that is not there is not ready. */
function asOlder(component: unknown, name: string): unknown {
  if (isAbsent(component)) return { name, state: 'NotReady' };
  return isObject(component) ? withFields(component, { state: olderComponentState(component['state']) }) : component;
}

function sharedComponents(components: JsonObject): JsonObject {
  const service = components['jobManagerService'];
  return withFields(without(components, [...onlyV1beta1.components, ...onlyV1alpha1.components]), {
    jobManagerService: isObject(service) ? without(service, onlyV1beta1.serviceStatus) : undefined,
  });
}

/** `name` is the Kubernetes Job in v1alpha1 and the Flink job in v1beta1. */
function renamed(job: JsonObject, fields: readonly string[], names: JsonObject): JsonObject {
  return withFields(without(job, ['name', ...fields]), names);
}

function nameAndState({ name, state }: JsonObject): JsonObject {
  return withFields({}, { name, state });
}

/** What v1beta1 demands besides; v1alpha1 counts no replicas, only whether they are ready. */
function workload(deployment: JsonObject, replicas: number): JsonObject {
  const ready = deployment['state'] === 'Ready' ? replicas : 0;
  return { ...nameAndState(deployment), replicas, readyReplicas: ready, ready: `${ready}/${replicas}` };
}

function workers(spec: unknown): number {
  const taskManager = isObject(spec) ? spec['taskManager'] : undefined;
  const replicas = isObject(taskManager) ? taskManager['replicas'] : undefined;
  return typeof replicas === 'number' ? replicas : standardReplicas.taskManager;
}

const selectorOf = (metadata: unknown): string => `app=flink,cluster=${nameOf(metadata)},component=taskmanager`;
const nameOf = (metadata: unknown): unknown => (isObject(metadata) ? metadata['name'] : '');

/** v1alpha1 records a savepoint only when it has succeeded. */
function lastSavepoint({ id, lastSavepointTriggerID: triggerID }: JsonObject): JsonObject | undefined {
  if (typeof triggerID !== 'string') return undefined;
  return withFields({}, { jobID: id, triggerID, state: 'Succeeded' });
}
