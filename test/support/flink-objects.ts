import type { FlinkBlueGreenDeployment } from '../../src/api/flink-blue-green-deployment/types.ts';
import type { FlinkDeployment } from '../../src/api/flink-deployment/types.ts';
import type { FlinkSessionJob } from '../../src/api/flink-session-job/types.ts';
import type { FlinkStateSnapshot } from '../../src/api/flink-state-snapshot/types.ts';
import { isObject, valueAt } from '../../src/values/json.ts';
import { overlay } from './overlay.ts';

/** The smallest valid object of each flink kind, with changes laid over it; null removes a field. */

const apiVersion = 'flink.apache.org/v1beta1';
const resources = { requests: { memory: '2Gi', cpu: '1' } };

const deployment = {
  apiVersion,
  kind: 'FlinkDeployment',
  metadata: { name: 'word-count', namespace: 'default' },
  spec: {
    image: 'flink:1.20',
    flinkVersion: 'v1_20',
    serviceAccount: 'flink',
    jobManager: { resources },
    taskManager: { resources },
    job: { jarURI: 'local:///opt/flink/usrlib/job.jar', parallelism: 2 },
  },
};

export function flinkDeployment(changes: object = {}): FlinkDeployment {
  return keepingNulls(overlay(deployment, changes), changes) as FlinkDeployment;
}

/** A FlinkDeployment without a job. */
export function sessionCluster(changes: object = {}): FlinkDeployment {
  const session = { metadata: { name: 'session' }, spec: { job: null } };
  return overlay(flinkDeployment(session), changes) as FlinkDeployment;
}

export function flinkSessionJob(changes: object = {}): FlinkSessionJob {
  const smallest = {
    apiVersion,
    kind: 'FlinkSessionJob',
    metadata: { name: 'word-count-job', namespace: 'default' },
    spec: {
      deploymentName: 'session',
      job: { jarURI: 'https://repo.example.com/jobs/word-count.jar', parallelism: 2 },
    },
  };
  return keepingNulls(overlay(smallest, changes), changes) as FlinkSessionJob;
}

export function flinkStateSnapshot(changes: object = {}): FlinkStateSnapshot {
  const smallest = {
    apiVersion,
    kind: 'FlinkStateSnapshot',
    metadata: { name: 'word-count-savepoint', namespace: 'default' },
    spec: { jobReference: { kind: 'FlinkDeployment', name: 'word-count' }, savepoint: {} },
  };
  return overlay(smallest, changes) as FlinkStateSnapshot;
}

export function flinkBlueGreenDeployment(changes: object = {}): FlinkBlueGreenDeployment {
  const smallest = {
    apiVersion,
    kind: 'FlinkBlueGreenDeployment',
    metadata: { name: 'word-count', namespace: 'default' },
    spec: { template: { spec: deployment.spec } },
  };
  return keepingNulls(overlay(smallest, changes), changes, ['spec', 'template', 'spec']) as FlinkBlueGreenDeployment;
}

/** A configuration may hold nulls, which an API server keeps there: it knows nothing of the inside of it. */
function keepingNulls(object: unknown, changes: object, path: readonly string[] = ['spec']): unknown {
  const given = valueAt(changes, [...path, 'flinkConfiguration']);
  if (isObject(given)) Object.assign(valueAt(object, path) as object, { flinkConfiguration: given });
  return object;
}
