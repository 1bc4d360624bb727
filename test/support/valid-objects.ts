import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { KindId } from '../../src/api/kinds.ts';

interface Example {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A document of the examples that every user sees. */
function example(file: string, index = 0): Example {
  const text = readFileSync(new URL(`../../examples/${file}.yaml`, import.meta.url), 'utf8');
  const documents = parseAllDocuments(text);
  const document = Array.isArray(documents) ? documents[index] : undefined;
  if (!document) throw new Error(`${file}.yaml has no document ${index}`);
  return document.toJS() as Example;
}

const podTemplate = {
  metadata: { labels: { team: 'orders' } },
  spec: {
    containers: [
      {
        name: 'flink-main-container',
        env: [{ name: 'REGION', value: 'north' }],
        ports: [{ name: 'metrics', containerPort: 9249 }],
        volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
        resources: { limits: { 'ephemeral-storage': '2Gi' } },
      },
    ],
    volumes: [{ name: 'scratch', emptyDir: {} }],
  },
};

const deployment = example('flinkdeployment');
const cluster = example('flinkcluster');
const lastReconciledSpec = JSON.stringify({ spec: deployment.spec });

/** A valid object of each kind with most of what rules read. */
export const validObjects: { readonly [Id in KindId]: Example & { readonly status?: unknown } } = {
  flinkDeployment: {
    ...deployment,
    spec: { ...deployment.spec, podTemplate, ingress: { template: '{{name}}.example.com' }, mode: 'native' },
    status: { reconciliationStatus: { state: 'DEPLOYED', lastReconciledSpec } },
  },
  flinkSessionJob: example('flinksessionjob', 1),
  flinkStateSnapshot: example('flinkstatesnapshot'),
  flinkBlueGreenDeployment: {
    ...deployment,
    kind: 'FlinkBlueGreenDeployment',
    spec: { template: { spec: deployment.spec } },
  },
  flinkClusterV1beta1: {
    ...cluster,
    metadata: { ...cluster.metadata, annotations: { 'flinkclusters.flinkoperator.k8s.io/user-control': 'savepoint' } },
    status: {
      state: 'Running',
      components: {
        job: { id: 'a1', state: 'Running', savepointGeneration: 1, savepointTime: '2026-11-24T06:00:00Z' },
      },
      control: { name: 'savepoint', state: 'Succeeded' },
    },
  },
  flinkClusterV1alpha1: {
    apiVersion: 'flinkoperator.k8s.io/v1alpha1',
    kind: 'FlinkCluster',
    metadata: { name: 'clicks', namespace: 'shop' },
    spec: {
      image: { name: 'flink:1.9.3' },
      jobManager: { ports: { ui: 8081 }, resources: { limits: { memory: '1Gi', cpu: '1' } } },
      taskManager: { replicas: 2, resources: { limits: { memory: '1Gi', cpu: '1' } } },
      job: { jarFile: './examples/streaming/WordCount.jar', parallelism: 2, restartPolicy: 'Never' },
    },
    status: { state: 'Running', components: { job: { id: 'a1', state: 'Running' } } },
  },
};
