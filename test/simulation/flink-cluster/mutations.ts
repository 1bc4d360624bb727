import { actsBeforeItIsStored } from '../pass-mutations.ts';
import type { Mutation } from '../plant.ts';

export const mutations: readonly Mutation[] = [
  actsBeforeItIsStored,
  {
    name: 'cancels a job for a change',
    file: 'engine/flink-cluster/steps/prepare-update.ts',
    text: "const decision = stopWithSavepoint(situation, 'update', status);",
    replacement:
      "const decision = { status, actions: [{ type: 'cancelJob', place: situation.place, jobId: job.id }], again: 1000 };",
  },
  {
    name: 'begins from the savepoint that its spec has named for long',
    file: 'engine/flink-cluster/wanted.ts',
    text: 'return isChosen ? (named ?? last) : (last ?? named);',
    replacement: 'return named ?? last;',
  },
  {
    name: 'takes a JobManager that is silent for one that runs nothing',
    file: 'engine/flink-cluster/what-runs.ts',
    text: "if (isSilent && !(isWaitedFor && job.state === 'Deploying')) return true;",
    replacement: 'if (isSilent) return false;',
  },
  {
    name: 'submits a job that a pod may still submit whose Job is gone',
    file: 'engine/flink-cluster/observe-remains.ts',
    text: "isPending(job) || (runsJob ? isActive(job) : job.state === 'Deploying')",
    replacement: 'runsJob && (isPending(job) || isActive(job))',
    from: 6680,
  },
  {
    name: 'makes a session cluster of one whose job is taken from its spec',
    file: 'engine/flink-cluster/findings.ts',
    text: 'return hasLostJob(cluster) ? [lostJob, ...found] : found;',
    replacement: 'return found;',
  },
  {
    name: 'believes that a Job is gone that it does not follow yet',
    file: 'engine/flink-cluster/find-submitter.ts',
    text: 'if (followed ? !isBeginning && !isSaved : !isThere) return followed;',
    replacement: 'return followed;',
    from: 5200,
  },
  {
    name: 'says that a job runs which was only submitted',
    file: 'engine/flink-cluster/status/job-state.ts',
    text: "(submitter || isAnswered ? 'Deploying' : recorded.state)",
    replacement: "'Running'",
  },
  {
    name: 'believes a submitter that fails while its job runs',
    file: 'engine/flink-cluster/status/job-state.ts',
    text: '(isActive(recorded) && (',
    replacement: '(!recorded && (',
  },
  {
    name: 'takes requests away that it cannot carry out yet',
    file: 'engine/flink-cluster/status/control.ts',
    text: 'return !job || isStopped(job) || recorded?.state !== control.state;',
    replacement: 'return true;',
  },
  {
    name: 'leaves requests that were carried out',
    file: 'engine/flink-cluster/status/control.ts',
    text: 'return !job || isStopped(job) || recorded?.state !== control.state;',
    replacement: 'return false;',
  },
  {
    name: 'leaves what somebody else has changed',
    file: 'engine/flink-cluster/steps/keep-components.ts',
    text: 'return isOurs && isAsSent && isOfThisSpec ? [] : [sendChild(situation, child)];',
    replacement: 'return isOurs || (isAsSent && isOfThisSpec) ? [] : [sendChild(situation, child)];',
  },
  {
    name: 'lets a cluster go without the savepoint that its owner wants',
    file: 'engine/flink-cluster/steps/delete.ts',
    text: 'if (!isSavedOnDeletion(spec)) return undefined;',
    replacement: 'if (spec) return undefined;',
  },
  {
    name: 'begins a failed job again from nothing',
    file: 'engine/flink-cluster/steps/begin-again.ts',
    text: 'if (!job.savepointLocation && !job.fromSavepoint)',
    replacement: 'if (!job.state)',
  },
  {
    name: 'does not note where the last savepoint is',
    file: 'engine/flink-cluster/status/savepoint-status.ts',
    text: '    savepointLocation: path,\n',
    replacement: '',
  },
  {
    name: 'lets a changed configuration lie where pods are updated in place',
    file: 'engine/flink-cluster/children.ts',
    text: 'return fixed !== fixedNow || (read !== readNow && rest === restNow);',
    replacement: 'return fixed !== fixedNow;',
  },
  {
    name: 'begins a job again that was cancelled while it was stopped for a change',
    file: 'engine/flink-cluster/status/job-run.ts',
    text: "return job.state === 'Cancelled' && control?.name !== 'job-cancel';",
    replacement: "return job.state === 'Cancelled';",
    from: 4150,
  },
];
