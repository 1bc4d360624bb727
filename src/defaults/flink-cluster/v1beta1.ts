import { isObject, type JsonObject } from '../../values/json.ts';
import { completed, isAbsent, unlessGiven, withFields } from './fields.ts';
import { type MemoryModel, memoryModel } from './memory-model.ts';
import { containersOver, volumesOver } from './pod-parts.ts';
import { probeOver } from './probe.ts';
import {
  type Component,
  standardAccessScope,
  standardCleanupPolicy,
  standardDeploymentType,
  standardHadoopMountPath,
  standardMemory,
  standardMode,
  standardPorts,
  standardPullPolicy,
  standardReplicas,
  standardResources,
  standardRestartPolicy,
} from './standard.ts';

const nothing: JsonObject = {};

export function withSpecDefaults(spec: JsonObject): JsonObject {
  const model = memoryModel(spec['flinkVersion']);
  return withFields(spec, {
    image: given(spec['image'], withImageDefaults),
    batchScheduler: namedScheduler(spec),
    jobManager: jobManagerOver(spec['jobManager'], model),
    taskManager: taskManagerOver(spec['taskManager'], model),
    job: given(spec['job'], withJobDefaults),
    hadoopConfig: given(spec['hadoopConfig'], withMountPath),
    recreateOnUpdate: unlessGiven(spec['recreateOnUpdate'], true),
  });
}

function given(value: unknown, defaulted: (value: JsonObject) => JsonObject): JsonObject | undefined {
  return isObject(value) ? defaulted(value) : undefined;
}

function withImageDefaults(image: JsonObject): JsonObject {
  return withFields(image, { pullPolicy: unlessGiven(image['pullPolicy'], standardPullPolicy) });
}

function withMountPath(hadoop: JsonObject): JsonObject {
  return withFields(hadoop, { mountPath: unlessGiven(hadoop['mountPath'], standardHadoopMountPath) });
}

/** The one place where a default overwrites: the deprecated name wins over the whole of `batchScheduler`. */
function namedScheduler(spec: JsonObject): JsonObject | undefined {
  const name = spec['batchSchedulerName'];
  if (typeof name !== 'string') return undefined;
  const scheduler = spec['batchScheduler'];
  const same = isObject(scheduler) && scheduler['name'] === name && Object.keys(scheduler).length === 1;
  return same ? undefined : { name };
}

function jobManagerOver(value: unknown, model: MemoryModel): JsonObject | undefined {
  const jobManager = isAbsent(value) ? nothing : value;
  if (!isObject(jobManager)) return undefined;
  return withFields(jobManager, {
    accessScope: unlessGiven(jobManager['accessScope'], standardAccessScope),
    ingress: given(jobManager['ingress'], withTlsChoice),
    ...componentDefaults('jobManager', jobManager, model),
  });
}

function withTlsChoice(ingress: JsonObject): JsonObject {
  return withFields(ingress, { useTls: unlessGiven(ingress['useTls'], false) });
}

function taskManagerOver(value: unknown, model: MemoryModel): JsonObject | undefined {
  const taskManager = isAbsent(value) ? nothing : value;
  if (!isObject(taskManager)) return undefined;
  return withFields(taskManager, {
    deploymentType: unlessGiven(taskManager['deploymentType'], standardDeploymentType),
    ...componentDefaults('taskManager', taskManager, model),
  });
}

function componentDefaults(component: Component, spec: JsonObject, model: MemoryModel): JsonObject {
  const ports = completed(spec['ports'], standardPorts[component]);
  const rpc = typeof ports?.['rpc'] === 'number' ? ports['rpc'] : standardPorts[component].rpc;
  return {
    replicas: unlessGiven(spec['replicas'], standardReplicas[component]),
    ports,
    resources: isAbsent(spec['resources']) ? standardResources() : undefined,
    memoryOffHeapRatio: memoryDefault('memoryOffHeapRatio', spec, model === 'offHeap'),
    memoryOffHeapMin: memoryDefault('memoryOffHeapMin', spec, model === 'offHeap'),
    memoryProcessRatio: memoryDefault('memoryProcessRatio', spec, model === 'process'),
    livenessProbe: probeOver('livenessProbe', spec['livenessProbe'], rpc),
    readinessProbe: probeOver('readinessProbe', spec['readinessProbe'], rpc),
    initContainers: containersOver(spec['initContainers']),
    sidecars: containersOver(spec['sidecars']),
    volumes: volumesOver(spec['volumes']),
  };
}

function memoryDefault(field: keyof typeof standardMemory, spec: JsonObject, applies: boolean): unknown {
  return applies ? unlessGiven(spec[field], standardMemory[field]) : undefined;
}

function withJobDefaults(job: JsonObject): JsonObject {
  return withFields(job, {
    allowNonRestoredState: unlessGiven(job['allowNonRestoredState'], false),
    noLoggingToStdout: unlessGiven(job['noLoggingToStdout'], false),
    mode: unlessGiven(job['mode'], standardMode),
    restartPolicy: unlessGiven(job['restartPolicy'], standardRestartPolicy),
    cleanupPolicy: completed(job['cleanupPolicy'], standardCleanupPolicy),
    resources: isAbsent(job['resources']) ? standardResources() : undefined,
    initContainers: containersOver(job['initContainers']),
    volumes: volumesOver(job['volumes']),
  });
}
