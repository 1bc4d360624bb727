import { readFileSync, writeFileSync } from 'node:fs';
import type { FlinkDeploymentSpec, FlinkDeploymentStatus } from '../src/api/flink-deployment/types.ts';
import { type JobManagerSeen, nextJobManagerStatus } from '../src/engine/flink-deployment/job-manager-status.ts';
import {
  afterDeployment,
  beforeDeployment,
  firstDeploymentFailed,
  stopping,
  withJobStatus,
} from '../src/engine/status/bookkeeping.ts';
import { lifecycleOf } from '../src/engine/status/lifecycle.ts';
import { type JobState, observeJob } from '../src/engine/status/observed-job.ts';

/**
 * Draws the state machines of docs/engine.md by running the functions that decide them, between the markers of the page.
 * `node scripts/engine-page.ts`
 */

type Edge = readonly [from: string, to: string, why: string];
type Status = FlinkDeploymentStatus;

const file = new URL('../docs/engine.md', import.meta.url);

const nobody: JobManagerSeen = { deployment: undefined, pods: [], answers: false };
const available = { status: { replicas: 1, availableReplicas: 1 } };
const looks: readonly (readonly [why: string, seen: JobManagerSeen])[] = [
  ['there is no Deployment', nobody],
  ['it is there, and not available', { ...nobody, deployment: {} }],
  ['it is available, and its port answers', { deployment: available, pods: [], answers: true }],
  [
    'a container cannot start',
    {
      ...nobody,
      deployment: {},
      pods: [{ status: { containerStatuses: [{ name: 'main', state: { waiting: { reason: 'ImagePullBackOff' } } }] } }],
    },
  ],
];

function jobManagerEdges(): Edge[] {
  const states = ['MISSING', 'DEPLOYING', 'DEPLOYED_NOT_READY', 'READY', 'ERROR'] as const;
  return states.flatMap((from) =>
    looks.map(([why, seen]): Edge => {
      const { status } = nextJobManagerStatus(from, seen);
      const after = from === 'READY' ? `it is silent, and ${why}` : why;
      return [from, status, from === 'DEPLOYED_NOT_READY' ? 'a while has passed' : after];
    }),
  );
}

const spec: FlinkDeploymentSpec = { flinkVersion: 'v1_20', job: { parallelism: 1 } };
const suspended: FlinkDeploymentSpec = { ...spec, job: { parallelism: 1, state: 'suspended' } };
const moment = { generation: 1, now: new Date(0) };
const isAt =
  (...states: string[]) =>
  (status: Status) =>
    states.includes(lifecycleOf(status));
const isStopped = (status: Status) => isAt('UPGRADING')(status) && status.jobManagerDeploymentStatus === 'MISSING';

interface Event {
  readonly why: string;
  readonly when: (status: Status) => boolean;
  readonly leads: (status: Status) => Status;
}

const sees = (state: JobState): Event => ({
  why: `its job is ${state}`,
  when: isAt('DEPLOYED', 'STABLE', 'FAILED'),
  leads: (status) => observeJob(status, { type: 'found', job: { state } }, moment.now).status,
});

/** What passes do to a status, in the order in which it can happen. */
const events: readonly Event[] = [
  {
    why: 'a deployment is begun',
    when: (status) => isAt('CREATED', 'SUSPENDED')(status) || isStopped(status),
    leads: (status) => ({ ...beforeDeployment(status, spec, moment), jobManagerDeploymentStatus: 'MISSING' }),
  },
  {
    why: 'the process died before anything was made',
    when: (status) => isStopped(status) && status.reconciliationStatus?.lastStableSpec === undefined,
    leads: firstDeploymentFailed,
  },
  {
    why: 'its objects are made',
    when: isStopped,
    leads: (status) => ({
      ...withJobStatus(afterDeployment(status, spec, moment), { state: 'RECONCILING' }),
      jobManagerDeploymentStatus: 'DEPLOYING',
    }),
  },
  sees('RUNNING'),
  sees('FAILED'),
  sees('FINISHED'),
  sees('CANCELED'),
  {
    why: 'the spec changes: what runs is stopped',
    when: isAt('DEPLOYED', 'STABLE', 'FAILED'),
    leads: (status) => stopping(status, 'stateless'),
  },
  {
    why: 'nothing of it is left',
    when: (status) => isAt('UPGRADING')(status) && !isStopped(status),
    leads: (status) => ({ ...status, jobManagerDeploymentStatus: 'MISSING' }),
  },
  {
    why: 'and it is to be suspended',
    when: isStopped,
    leads: (status) => afterDeployment(status, suspended, moment),
  },
];

function lifecycleEdges(): Edge[] {
  const edges: Edge[] = [];
  const known = new Set<string>();
  const open: Status[] = [{}];
  for (let status = open.pop(); status; status = open.pop()) {
    for (const { why, when, leads } of events) {
      if (!when(status)) continue;
      const next = leads(status);
      edges.push([lifecycleOf(status), lifecycleOf(next), why]);
      const key = JSON.stringify(next);
      if (!known.has(key)) open.push(next);
      known.add(key);
    }
  }
  return edges;
}

function drawn(edges: readonly Edge[]): string {
  const lines = edges.filter(([from, to]) => from !== to).map(([from, to, why]) => `    ${from} --> ${to}: ${why}`);
  return `\`\`\`mermaid\nstateDiagram-v2\n${[...new Set(lines)].toSorted().join('\n')}\n\`\`\``;
}

/** The page with its drawings as the code has them now. */
export function enginePage(page: string): string {
  const drawings = { 'job-manager': drawn(jobManagerEdges()), lifecycle: drawn(lifecycleEdges()) };
  return Object.entries(drawings).reduce((text, [name, drawing]) => {
    const [begin, end] = [`<!-- ${name}: made by node scripts/engine-page.ts -->`, `<!-- /${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`docs/engine.md has no place for ${name}`);
    return `${before}${begin}\n\n${drawing}\n\n${end}${after}`;
  }, page);
}

if (import.meta.main) writeFileSync(file, enginePage(readFileSync(file, 'utf8')));
