import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../../src/api/meta.ts';
import { convertToV1alpha1, convertToV1beta1 } from '../../../src/conversion/flink-cluster/convert.ts';
import { conversionAnnotation } from '../../../src/conversion/flink-cluster/note.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../../support/flink-cluster.ts';
import { overlay } from '../../support/overlay.ts';

const resources = { requests: { cpu: '200m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } };

/** The object without what converting keeps for itself. */
function bare(object: KubeObject): KubeObject {
  return overlay(object, { metadata: { annotations: null } }) as KubeObject;
}

interface Row {
  readonly name: string;
  readonly given: object;
  readonly becomes: object;
}

/** `given` in the smallest cluster of v1alpha1 gives `becomes` laid over what the smallest one gives. */
const up: Row[] = [
  { name: 'nothing', given: {}, becomes: {} },
  {
    name: 'a job without parallelism',
    given: { spec: { job: { jarFile: 'x' } } },
    becomes: { spec: { job: { jarFile: 'x', parallelism: 1 } } },
  },
  {
    name: 'a job with parallelism and a request to cancel',
    given: { spec: { job: { jarFile: 'x', parallelism: 4, cancelRequested: true, savepointGeneration: 2 } } },
    becomes: { spec: { job: { jarFile: 'x', parallelism: 4, cancelRequested: true, savepointGeneration: 2 } } },
  },
  {
    name: 'a clean-up policy in part',
    given: { spec: { job: { parallelism: 1, cleanupPolicy: { afterJobFails: 'DeleteCluster' } } } },
    becomes: {
      spec: {
        job: {
          parallelism: 1,
          cleanupPolicy: {
            afterJobSucceeds: 'DeleteCluster',
            afterJobFails: 'DeleteCluster',
            afterJobCancelled: 'DeleteCluster',
          },
        },
      },
    },
  },
  {
    name: 'resources of its own',
    given: { spec: { jobManager: { resources: { limits: { memory: '1Gi' } } } } },
    becomes: { spec: { jobManager: { resources: { limits: { memory: '1Gi', cpu: null }, requests: null } } } },
  },
  { name: 'a field of v1beta1 that meant nothing', given: { spec: { flinkVersion: '1.20' } }, becomes: {} },
  {
    name: 'a status',
    given: {
      status: {
        state: 'Running',
        components: {
          configMap: { name: 'c', state: 'Ready' },
          jobManagerDeployment: { name: 'jm', state: 'Ready' },
          jobManagerService: { name: 's', state: 'Ready' },
          taskManagerDeployment: { name: 'tm', state: 'NotReady' },
          job: {
            id: 'ec74',
            name: 'orders-job',
            state: 'Running',
            savepointGeneration: 2,
            savepointLocation: 'gs://1',
            lastSavepointTriggerID: 't-1',
            lastSavepointTime: '2020-01-01T00:00:00Z',
          },
        },
      },
    },
    becomes: {
      status: {
        state: 'Running',
        components: {
          configMap: { name: 'c', state: 'Ready' },
          jobManager: { name: 'jm', state: 'Ready', replicas: 1, readyReplicas: 1, ready: '1/1' },
          jobManagerService: { name: 's', state: 'Ready' },
          taskManager: {
            name: 'tm',
            state: 'NotReady',
            replicas: 1,
            readyReplicas: 0,
            ready: '0/1',
            selector: 'app=flink,cluster=orders,component=taskmanager',
          },
          job: {
            id: 'ec74',
            submitterName: 'orders-job',
            state: 'Running',
            savepointGeneration: 2,
            savepointLocation: 'gs://1',
            savepointTime: '2020-01-01T00:00:00Z',
          },
        },
        savepoint: { jobID: 'ec74', triggerID: 't-1', state: 'Succeeded' },
      },
    },
  },
];

for (const { name, given, becomes } of up) {
  test(`v1alpha1 → v1beta1: ${name}`, () => {
    const original = flinkClusterV1alpha1(given);
    const converted = convertToV1beta1(original);
    const smallest = flinkClusterV1alpha1({
      apiVersion: 'flinkoperator.k8s.io/v1beta1',
      spec: { jobManager: { resources }, taskManager: { resources, deploymentType: 'Deployment' } },
    });
    assert.deepEqual(bare(converted), overlay(smallest, becomes));
    assert.deepEqual(convertToV1alpha1(converted), original);
  });
}

const down: Row[] = [
  { name: 'nothing', given: {}, becomes: {} },
  {
    name: 'what only v1beta1 has',
    given: {
      spec: {
        recreateOnUpdate: true,
        logConfig: { a: 'b' },
        jobManager: { podLabels: { a: 'b' }, resources: { claims: [{ name: 'gpu' }], limits: { cpu: '1' } } },
        taskManager: { deploymentType: 'StatefulSet', replicas: 2 },
        job: { jarFile: 'x', mode: 'Blocking', restartPolicy: 'Never', args: ['a'] },
      },
    },
    becomes: {
      spec: {
        jobManager: { resources: { limits: { cpu: '1' } } },
        taskManager: { replicas: 2 },
        job: { jarFile: 'x', restartPolicy: 'Never', args: ['a'] },
      },
    },
  },
  {
    name: 'a job without restart policy',
    given: { spec: { job: { jarFile: 'x' } } },
    becomes: { spec: { job: { jarFile: 'x', restartPolicy: 'Never' } } },
  },
  {
    name: 'an access scope that v1alpha1 does not know',
    given: { spec: { jobManager: { accessScope: 'NodePort' } } },
    becomes: { spec: { jobManager: { accessScope: 'NodePort' } } },
  },
  {
    name: 'a status',
    given: {
      status: {
        state: 'Running',
        components: {
          jobManager: { name: 'jm', state: 'Ready', replicas: 1, readyReplicas: 1, ready: '1/1' },
          jobManagerService: { name: 's', state: 'Ready', nodePort: 30_000 },
          taskManager: { name: 'tm', state: 'Ready', replicas: 2, ready: '2/2', selector: 'a=b' },
          job: {
            id: 'ec74',
            name: 'WordCount',
            submitterName: 'orders-job-submitter',
            state: 'Failed',
            savepointTime: '2026-01-01T00:00:00Z',
            failureReasons: ['x'],
          },
        },
        savepoint: { triggerID: 't-9', state: 'Failed', message: 'no' },
        revision: { currentRevision: 'orders-x-1' },
        control: { name: 'savepoint', state: 'Failed', updateTime: 'now' },
      },
    },
    becomes: {
      status: {
        state: 'Running',
        components: {
          configMap: { name: 'orders-configmap', state: 'NotReady' },
          jobManagerDeployment: { name: 'jm', state: 'Ready' },
          jobManagerService: { name: 's', state: 'Ready' },
          taskManagerDeployment: { name: 'tm', state: 'Ready' },
          job: {
            id: 'ec74',
            name: 'orders-job-submitter',
            state: 'Failed',
            lastSavepointTime: '2026-01-01T00:00:00Z',
            lastSavepointTriggerID: 't-9',
          },
        },
      },
    },
  },
  {
    name: 'states that v1alpha1 has no word for',
    given: {
      status: {
        state: 'Updating',
        components: {
          configMap: { name: 'c', state: 'Updating' },
          jobManagerService: { name: 's', state: 'Updating' },
          jobManagerIngress: { name: 'i', state: 'Updating', urls: ['http://x'] },
          job: { state: 'Restarting', restartCount: 2 },
        },
      },
    },
    becomes: {
      status: {
        state: 'Reconciling',
        components: {
          configMap: { name: 'c', state: 'NotReady' },
          jobManagerDeployment: { name: 'orders-jobmanager', state: 'NotReady' },
          jobManagerService: { name: 's', state: 'NotReady' },
          jobManagerIngress: { name: 'i', state: 'NotReady', urls: ['http://x'] },
          taskManagerDeployment: { name: 'orders-taskmanager', state: 'NotReady' },
          job: { id: '', name: '', state: 'Pending', restartCount: 2 },
        },
      },
    },
  },
];

for (const { name, given, becomes } of down) {
  test(`v1beta1 → v1alpha1: ${name}`, () => {
    const original = flinkCluster(given);
    const converted = convertToV1alpha1(original);
    const smallest = {
      ...flinkCluster(),
      apiVersion: 'flinkoperator.k8s.io/v1alpha1',
      spec: { image: { name: 'flink:1.20' }, jobManager: { accessScope: 'Cluster' }, taskManager: { replicas: 3 } },
    };
    assert.deepEqual(bare(converted), overlay(smallest, becomes));
    assert.deepEqual(convertToV1beta1(converted), original);
  });
}

test('an object of the wanted version is handed back', () => {
  const cluster = flinkCluster();
  assert.equal(convertToV1beta1(cluster), cluster);
  const old = flinkClusterV1alpha1();
  assert.equal(convertToV1alpha1(old), old);
});

test('metadata stays as it is, the one annotation aside', () => {
  const metadata = {
    name: 'orders',
    namespace: 'default',
    uid: 'u',
    labels: { a: 'b' },
    annotations: { c: 'd' },
    finalizers: ['f'],
  };
  const converted = convertToV1alpha1(flinkCluster({ metadata }));
  const note = converted.metadata.annotations?.[conversionAnnotation];
  assert.ok(note);
  assert.deepEqual(converted.metadata, { ...metadata, annotations: { c: 'd', [conversionAnnotation]: note } });
});

test('where nothing differs there is no annotation', () => {
  const complete = {
    spec: {
      jobManager: { accessScope: 'Cluster', resources },
      taskManager: { replicas: 2, resources },
      flinkVersion: null,
    },
  };
  const converted = convertToV1alpha1(flinkCluster(complete));
  assert.deepEqual(Object.keys(JSON.parse(converted.metadata.annotations?.[conversionAnnotation] ?? '{}')), [
    'spec.taskManager.deploymentType',
  ]);
  const deployed = overlay(complete, { spec: { taskManager: { deploymentType: 'Deployment' } } }) as object;
  assert.equal(convertToV1alpha1(flinkCluster(deployed)).metadata.annotations, undefined);
});

test('what the other version changes stays changed', () => {
  const seen = convertToV1alpha1(flinkCluster({ spec: { taskManager: { resources }, job: { jarFile: 'x' } } }));
  const replicas = overlay(seen, { spec: { taskManager: { replicas: 9 } } }) as KubeObject;
  assert.deepEqual((convertToV1beta1(replicas).spec as { taskManager: object }).taskManager, {
    resources,
    replicas: 9,
  });
  const withoutJob = overlay(seen, { spec: { job: null } }) as KubeObject;
  assert.equal((convertToV1beta1(withoutJob).spec as { job?: object }).job, undefined);
  const restarted = overlay(seen, { spec: { job: { restartPolicy: 'FromSavepointOnFailure' } } }) as KubeObject;
  assert.deepEqual((convertToV1beta1(restarted).spec as { job: object }).job, {
    jarFile: 'x',
    restartPolicy: 'FromSavepointOnFailure',
  });
});

test('a status that moves on is not overwritten by what was kept of it', () => {
  const jobManager = { name: 'jm', state: 'NotReady', replicas: 1, ready: '0/1' };
  const seen = convertToV1alpha1(flinkCluster({ status: { state: 'Creating', components: { jobManager } } }));
  const ready = overlay(seen, { status: { components: { jobManagerDeployment: { state: 'Ready' } } } }) as KubeObject;
  const { components } = convertToV1beta1(ready).status as { components: { jobManager: { state: string } } };
  assert.equal(components.jobManager.state, 'Ready');
});

for (const text of [
  'no JSON',
  '7',
  '[]',
  '{"spec.image": {"to": "evil"}, "spec.__proto__": {"to": 1}}',
  '{"spec.flinkVersion": 7}',
]) {
  test(`an annotation that says ${text} restores nothing`, () => {
    const forged = flinkClusterV1alpha1({ metadata: { annotations: { [conversionAnnotation]: text } } });
    assert.deepEqual(bare(convertToV1beta1(forged)), bare(convertToV1beta1(flinkClusterV1alpha1())));
  });
}
