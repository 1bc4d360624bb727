import type { KubeObject } from '../../api/meta.ts';
import { completed, isAbsent, unlessGiven, withFields, without } from '../../defaults/flink-cluster/fields.ts';
import {
  standardAccessScope,
  standardCleanupPolicy,
  standardReplicas,
  standardResources,
  standardRestartPolicy,
} from '../../defaults/flink-cluster/standard.ts';
import { isObject, type JsonObject } from '../../values/json.ts';
import { onlyV1beta1 } from './places.ts';
import { statusToV1alpha1, statusToV1beta1 } from './status.ts';

/** The workers of v1alpha1 are a Deployment, and stay one. */
const workload = 'Deployment';
/** What v1alpha1 means by no parallelism. */
const parallelism = 1;

/** What v1alpha1 says, as v1beta1 says it. What v1beta1 would understand differently is written out. */
export function plainlyToV1beta1({ metadata, spec, status, ...rest }: KubeObject): KubeObject {
  return {
    ...rest,
    metadata,
    ...(spec !== undefined && { spec: isObject(spec) ? specToV1beta1(spec) : spec }),
    ...(status !== undefined && { status: isObject(status) ? statusToV1beta1(status, spec, metadata) : status }),
  };
}

/** What v1beta1 says, as far as v1alpha1 can say it. What v1alpha1 demands is written out. */
export function plainlyToV1alpha1({ metadata, spec, status, ...rest }: KubeObject): KubeObject {
  return {
    ...rest,
    metadata,
    ...(spec !== undefined && { spec: isObject(spec) ? specToV1alpha1(spec) : spec }),
    ...(status !== undefined && { status: isObject(status) ? statusToV1alpha1(status, metadata) : status }),
  };
}

function specToV1beta1(spec: JsonObject): JsonObject {
  const shared = sharedSpec(spec);
  return withFields(shared, {
    jobManager: changed(shared['jobManager'], (jobManager) =>
      withFields(jobManager, { resources: resourcesOf(jobManager) }),
    ),
    taskManager: changed(shared['taskManager'], (taskManager) =>
      withFields(taskManager, { resources: resourcesOf(taskManager), deploymentType: workload }),
    ),
    job: changed(shared['job'], (job) =>
      withFields(job, {
        parallelism: unlessGiven(job['parallelism'], parallelism),
        cleanupPolicy: changed(job['cleanupPolicy'], (policy) => completed(policy, standardCleanupPolicy) ?? policy),
      }),
    ),
  });
}

function resourcesOf(component: JsonObject): unknown {
  return isAbsent(component['resources']) ? standardResources() : undefined;
}

function specToV1alpha1(spec: JsonObject): JsonObject {
  const shared = sharedSpec(spec);
  return withFields(shared, {
    jobManager: changed(shared['jobManager'] ?? {}, (jobManager) =>
      withFields(jobManager, { accessScope: unlessGiven(jobManager['accessScope'], standardAccessScope) }),
    ),
    taskManager: changed(shared['taskManager'] ?? {}, (taskManager) =>
      withFields(taskManager, { replicas: unlessGiven(taskManager['replicas'], standardReplicas.taskManager) }),
    ),
    job: changed(shared['job'], (job) =>
      withFields(job, { restartPolicy: unlessGiven(job['restartPolicy'], standardRestartPolicy) }),
    ),
  });
}

/** What both versions have. A field of v1beta1 in an object of v1alpha1 means nothing there, and must not begin to. */
function sharedSpec(spec: JsonObject): JsonObject {
  const component = (fields: readonly string[]) => (value: JsonObject) =>
    withFields(without(value, [...onlyV1beta1.component, ...fields]), {
      resources: changed(value['resources'], (resources) => without(resources, onlyV1beta1.resources)),
    });
  return withFields(without(spec, onlyV1beta1.spec), {
    jobManager: changed(spec['jobManager'], component(onlyV1beta1.jobManager)),
    taskManager: changed(spec['taskManager'], component(onlyV1beta1.taskManager)),
    job: changed(spec['job'], (job) => without(job, onlyV1beta1.job)),
  });
}

function changed(value: unknown, change: (value: JsonObject) => JsonObject): JsonObject | undefined {
  return isObject(value) ? change(value) : undefined;
}
