import { isObject, type JsonObject } from '../../values/json.ts';
import { completed, isAbsent, unlessGiven, withFields } from './fields.ts';
import {
  type Component,
  standardAccessScope,
  standardCleanupPolicy,
  standardHadoopMountPath,
  standardMemory,
  standardPorts,
  standardPullPolicy,
  standardReplicas,
  standardRestartPolicy,
} from './standard.ts';

const nothing: JsonObject = {};

/** What v1beta1 reckons from the task slots, v1alpha1 sets. */
const standardParallelism = 1;

export function withSpecDefaultsV1alpha1(spec: JsonObject): JsonObject {
  return withFields(spec, {
    image: part(spec['image'], withImageDefaults),
    jobManager: part(isAbsent(spec['jobManager']) ? nothing : spec['jobManager'], withJobManagerDefaults),
    taskManager: part(spec['taskManager'], (taskManager) =>
      withFields(taskManager, componentDefaults('taskManager', taskManager)),
    ),
    job: part(spec['job'], withJobDefaults),
    hadoopConfig: part(spec['hadoopConfig'], withMountPath),
  });
}

function part(value: unknown, defaulted: (value: JsonObject) => JsonObject): JsonObject | undefined {
  return isObject(value) ? defaulted(value) : undefined;
}

/** These texts have no way to say "empty": the reference takes it for "left out". */
function unlessSaid(value: unknown, standard: string): string | undefined {
  return isAbsent(value) || value === '' ? standard : undefined;
}

function withImageDefaults(image: JsonObject): JsonObject {
  return withFields(image, { pullPolicy: unlessSaid(image['pullPolicy'], standardPullPolicy) });
}

function withMountPath(hadoop: JsonObject): JsonObject {
  return withFields(hadoop, { mountPath: unlessSaid(hadoop['mountPath'], standardHadoopMountPath) });
}

function withJobManagerDefaults(jobManager: JsonObject): JsonObject {
  return withFields(jobManager, {
    replicas: unlessGiven(jobManager['replicas'], standardReplicas.jobManager),
    accessScope: unlessSaid(jobManager['accessScope'], standardAccessScope),
    ingress: part(jobManager['ingress'], (ingress) =>
      withFields(ingress, { useTls: unlessGiven(ingress['useTls'], false) }),
    ),
    ...componentDefaults('jobManager', jobManager),
  });
}

function componentDefaults(component: Component, spec: JsonObject): JsonObject {
  return {
    ports: completed(spec['ports'], standardPorts[component]),
    memoryOffHeapRatio: unlessGiven(spec['memoryOffHeapRatio'], standardMemory.memoryOffHeapRatio),
    memoryOffHeapMin: unlessGiven(spec['memoryOffHeapMin'], standardMemory.memoryOffHeapMin),
  };
}

/** A clean-up policy that is there in part stays as it is; the rules ask for the rest. */
function withJobDefaults(job: JsonObject): JsonObject {
  return withFields(job, {
    allowNonRestoredState: unlessGiven(job['allowNonRestoredState'], false),
    noLoggingToStdout: unlessGiven(job['noLoggingToStdout'], false),
    parallelism: unlessGiven(job['parallelism'], standardParallelism),
    restartPolicy: unlessGiven(job['restartPolicy'], standardRestartPolicy),
    cleanupPolicy: isAbsent(job['cleanupPolicy']) ? { ...standardCleanupPolicy } : undefined,
  });
}
