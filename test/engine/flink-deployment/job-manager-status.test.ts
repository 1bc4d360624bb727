import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type JobManagerSeen,
  type JobManagerStep,
  neverStarted,
  nextJobManagerStatus,
  type SeenPod,
} from '../../../src/engine/flink-deployment/job-manager-status.ts';

const up = { status: { replicas: 1, availableReplicas: 1 } };
const seen = (changes: Partial<JobManagerSeen>): JobManagerSeen => ({
  deployment: { status: { replicas: 1 } },
  pods: [],
  answers: false,
  ...changes,
});
const waiting = (reason: string, more: object = {}): SeenPod => ({
  status: {
    containerStatuses: [{ name: 'flink-main-container', state: { waiting: { reason, message: 'told' } }, ...more }],
  },
});
const error = (reason: string, message: string): JobManagerStep => ({ status: 'ERROR', reason, message });
const notReady = [{ type: 'Ready', status: 'False' }];

/** `spec/flink-engine.md` 2.5. */
const rows: readonly (readonly [string, Parameters<typeof nextJobManagerStatus>[0], JobManagerSeen, JobManagerStep])[] =
  [
    ['it answered a moment ago', 'DEPLOYED_NOT_READY', seen({ deployment: undefined }), { status: 'READY' }],
    ['there is none', 'DEPLOYING', seen({ deployment: undefined }), { status: 'MISSING' }],
    [
      'it is available and answers',
      'DEPLOYING',
      seen({ deployment: up, answers: true }),
      { status: 'DEPLOYED_NOT_READY' },
    ],
    ['it came back from an error', 'ERROR', seen({ deployment: up, answers: true }), { status: 'DEPLOYED_NOT_READY' }],
    ['it is available and does not answer', 'DEPLOYING', seen({ deployment: up }), { status: 'DEPLOYING' }],
    ['it starts', 'MISSING', seen({}), { status: 'DEPLOYING' }],
    [
      'its pods cannot be made',
      'DEPLOYING',
      seen({
        deployment: { status: { conditions: [{ type: 'ReplicaFailure', reason: 'FailedCreate', message: 'quota' }] } },
      }),
      error('FailedCreate', 'quota'),
    ],
    [
      'its image cannot be had',
      'DEPLOYING',
      seen({ pods: [waiting('ImagePullBackOff')] }),
      error('ImagePullBackOff', '[flink-main-container] told'),
    ],
    [
      'it crashes, and says why',
      'DEPLOYING',
      seen({ pods: [waiting('CrashLoopBackOff', { lastState: { terminated: { message: 'no jar' } } })] }),
      error('CrashLoopBackOff', '[flink-main-container] CrashLoop - no jar'),
    ],
    [
      'it crashes',
      'ERROR',
      seen({ pods: [waiting('CrashLoopBackOff')] }),
      error('CrashLoopBackOff', '[flink-main-container] told'),
    ],
    [
      'its container is being made',
      'DEPLOYING',
      seen({ pods: [waiting('ContainerCreating')] }),
      { status: 'DEPLOYING' },
    ],
    [
      'a volume cannot be mounted',
      'DEPLOYING',
      seen({
        pods: [
          {
            status: { conditions: [...notReady, { type: 'Initialized', status: 'False' }] },
            failedMounts: ['no secret'],
          },
        ],
      }),
      error('FailedMount', 'no secret'),
    ],
    [
      'a volume could not be mounted, but now its containers start',
      'DEPLOYING',
      seen({
        pods: [
          {
            status: {
              conditions: [
                ...notReady,
                { type: 'PodReadyToStartContainers', status: 'True' },
                { type: 'Initialized', status: 'False' },
              ],
            },
            failedMounts: ['no secret'],
          },
        ],
      }),
      { status: 'DEPLOYING' },
    ],
  ];

for (const [name, before, what, step] of rows) {
  test(`JobManager: ${name}`, () => assert.deepEqual(nextJobManagerStatus(before, what), step));
}

const made = '2026-01-01T12:00:00Z';
const unavailable = { type: 'Available', status: 'False', lastTransitionTime: made };
const neverAvailable = { metadata: { creationTimestamp: made }, status: { conditions: [unavailable] } };
const container = (state: object, lastState = {}) => ({
  status: { containerStatuses: [{ name: 'main', state, lastState }] },
});

const unscheduled = { status: { conditions: [{ type: 'PodScheduled', status: 'False' }] } };
const refused = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' };

for (const [name, expected, deployment, pods] of [
  ['its image cannot be pulled', true, neverAvailable, [container({ waiting: { reason: 'ImagePullBackOff' } })]],
  ['there is no room for it', true, neverAvailable, [unscheduled]],
  ['its pods are refused', true, { ...neverAvailable, status: { conditions: [unavailable, refused] } }, []],
  ['it has no pod yet', false, neverAvailable, []],
  ['its container is about to begin', false, neverAvailable, [container({ waiting: { reason: 'ContainerCreating' } })]],
  ['its container runs, and is not ready', false, neverAvailable, [container({ running: {} })]],
  [
    'its container has crashed',
    false,
    neverAvailable,
    [container({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: {} })],
  ],
  [
    'it was available before',
    false,
    { ...neverAvailable, status: { conditions: [{ ...unavailable, lastTransitionTime: '2026-01-01T12:01:00Z' }] } },
    [unscheduled],
  ],
  ['nobody has said yet whether it is available', false, { metadata: { creationTimestamp: made }, status: {} }, []],
  ['there is none', false, undefined, []],
] as const) {
  test(`whether a JobManager has never started: ${name}`, () => {
    assert.equal(neverStarted({ deployment, pods, answers: false }), expected);
  });
}
