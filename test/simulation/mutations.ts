import { actsBeforeItIsStored } from './pass-mutations.ts';
import type { Mutation } from './plant.ts';

export const mutations: readonly Mutation[] = [
  actsBeforeItIsStored,
  {
    name: 'submits a job again under a new id',
    file: 'engine/flink-session-job/submit.ts',
    text: '  return { ...send(observed, kept, cluster, path),',
    replacement: `  const jobStatus = { ...observed.status.jobStatus, jobId: observed.randomId() };
  return { ...send({ ...observed, status: { ...observed.status, jobStatus } }, kept, cluster, path),`,
  },
  {
    name: 'lets an object go before its cluster is gone',
    file: 'engine/flink-deployment/steps/clean-up.ts',
    text: '  if (remains && isGone(remains)) {',
    replacement: '  if (remains && (isGone(remains) || remains.jobManager?.metadata.deletionTimestamp)) {',
  },
  {
    name: 'does not wait for pods to end',
    file: 'engine/flink-deployment/remains.ts',
    text: ' && pods === 0;',
    replacement: ';',
  },
  {
    name: 'reads a copy without its own writes',
    file: 'kube/resources.ts',
    text: 'return copy && (this.#fresh.get(kind)?.newest(copy) as T | undefined);',
    replacement: 'return copy as T | undefined;',
  },
  {
    name: 'begins empty where the state that it is to find again is lost',
    file: 'engine/flink-deployment/deploy.ts',
    text: 'if (!isLost(observed)) return restore;',
    replacement: 'return restore;',
  },
  {
    name: 'leaves the old program to be found again',
    file: 'engine/flink-deployment/high-availability-data.ts',
    text: 'jobGraphs.length > 0',
    replacement: 'jobGraphs.length > 1',
  },
  {
    name: 'stops a job that could be scaled while it runs',
    file: 'engine/flink-deployment/in-place-scaling.ts',
    text: '(schedulerMode)) return undefined;',
    replacement: '(schedulerMode)) return undefined;\n  if (job) return undefined;',
  },
  {
    name: 'forgets which parallelism was to be brought about',
    file: 'engine/flink-deployment/observe-scaling.ts',
    text: "status.observedGeneration === generation ? 'done' : 'unfinished'",
    replacement: "'done'",
  },
  {
    name: 'takes any Deployment of the name for its own',
    file: 'engine/flink-deployment/remains.ts',
    text: '  ownerReferences.some((owner) =>',
    replacement: '  ownerReferences.length === 0 || ownerReferences.some((owner) =>',
  },
  {
    name: 'removes what is left of a deployment without asking whose it is',
    file: 'engine/flink-deployment/remains.ts',
    text: 'made && isOwned(made, uid) ? made : undefined',
    replacement: 'made',
  },
  {
    name: 'takes the spec that failed for the one that runs after a rollback',
    file: 'engine/flink-deployment/footing.ts',
    text: 'return { status, wanted: asWished(stable, wanted), last };',
    replacement: 'return { status, wanted, last: failed };',
  },
  {
    name: 'rolls back without the state of the job',
    file: 'engine/flink-deployment/rollback.ts',
    text: "const upgradeMode = wish === 'stateless' ? 'stateless' : 'last-state';",
    replacement: "const upgradeMode = 'stateless';",
  },
  {
    name: 'begins a failed job again without its last checkpoint',
    file: 'engine/look-at-job.ts',
    text: 'if (path !== undefined) return withJobStatus(status, { upgradeSavepointPath: path });',
    replacement:
      "if (path !== undefined && status.jobStatus?.state !== 'FAILED') return withJobStatus(status, { upgradeSavepointPath: path });",
  },
  {
    name: 'begins an unhealthy job again without what high availability keeps',
    file: 'engine/flink-deployment/steps/restart.ts',
    text: "const mode = isHighAvailabilityActive(configuration) === 'active' ? 'last-state' : 'stateless';",
    replacement: "const mode = 'stateless';",
  },
  {
    name: 'foretells that a job goes on from its own state where its owner names another',
    file: 'engine/preview/deployment.ts',
    text: '{ ...basis, status: withGivenState(status, wanted.job) }',
    replacement: '{ ...basis, wanted: (basis.last ?? basis).spec ?? wanted }',
  },
  {
    name: 'lets the newest savepoint go where it is old',
    file: 'engine/snapshots/outdated.ts',
    text: '(newer.completed === 0 || isBegunFrom)',
    replacement: 'isBegunFrom',
  },
  {
    name: 'takes the savepoint of one nonce for that of another',
    file: 'engine/snapshots/settle.ts',
    text: 'return isFor(pending, nonce) ? nonce : undefined;',
    replacement: "return pending.trigger === 'MANUAL' ? (nonce ?? undefined) : undefined;",
  },
  {
    name: 'notes the state that the last job left, and not the one that this job begins from',
    file: 'engine/flink-deployment/deploy.ts',
    text: '  const { jobId, savepointPath: path } = startOf(status);',
    replacement: `  const { jobId } = startOf(status);
  const { savepointPath: path } = startOf({ ...status, jobStatus: observed.status.jobStatus ?? {} });`,
  },
  {
    name: 'notes nothing of a submission that is sent again',
    file: 'engine/flink-session-job/submit.ts',
    text: 'isNoted(observed) ? {}',
    replacement: 'observed ? {}',
  },
];
