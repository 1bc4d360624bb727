import type { FlinkClusterJobSpec } from '../../api/flink-cluster/types.ts';
import type { JsonObject } from '../../values/json.ts';
import { forbidden, nothing } from '../rule.ts';
import { type ClusterRule, inJob } from './cluster-rule.ts';
import { hasNeverRun, isStopped, jobStatus } from './job-state.ts';
import { specChange } from './spec-change.ts';
import { isBlank, isUpdateReady } from './update-ready.ts';

const example = (yaml: string) => inJob(`savepointsDir: s3://state/, ${yaml}`);
const status =
  'status: { components: { job: { state: Failed, savepointLocation: s3://state/1, savepointTime: 2026-01-10T09:00:00Z, completionTime: 2026-01-10T10:00:00Z } } }';

export const jobUpdateNeedsFreshSavepoint: ClusterRule = {
  id: 'job-update-needs-fresh-savepoint',
  summary: 'A job that is updated without a new savepoint has a recent one.',
  explanation:
    'Normally an update takes a savepoint first. A job that has stopped cannot, and one with takeSavepointOnUpdate false ' +
    'does not want to: it would go back to the savepoint on record. That must not be older than ' +
    'maxStateAgeToRestoreSeconds, counted from now for a running job and from its end for one that has stopped, unless ' +
    'the savepoint is the last state of the job anyway. fromSavepoint says explicitly what to start from. A job that ' +
    'has failed before it ran has no state to lose.',
  category: 'change',
  examples: {
    good: example('parallelism: 4, maxStateAgeToRestoreSeconds: 7200'),
    bad: example('parallelism: 4, maxStateAgeToRestoreSeconds: 60'),
    given: { previous: `{ ${example('maxStateAgeToRestoreSeconds: 60')}, ${status} }` },
  },
  check(cluster, at, { previous, now }) {
    const spec = cluster.spec.job;
    if (!spec || !previous?.spec?.job || !isBlank(spec.fromSavepoint)) return nothing;
    // Another rule says that such a job cannot be updated at all.
    if (!previous.spec.job.savepointsDir) return nothing;
    const job = jobStatus(previous);
    if (!job || !(spec.takeSavepointOnUpdate === false || isStopped(job))) return nothing;
    if ((hasNeverRun(job) && !job['savepointLocation']) || isUpdateReady(job, spec, now)) return nothing;
    if (specChange(previous, cluster).paths.length === 0) return nothing;
    return [
      forbidden(at.spec.job, `would start from no state that is recent enough: ${whatThereIs(job, spec)}`, {
        fix: 'set fromSavepoint to the savepoint to start from, or allow an older one by maxStateAgeToRestoreSeconds',
      }),
    ];
  },
};

function whatThereIs(job: JsonObject, { maxStateAgeToRestoreSeconds: maxAge }: FlinkClusterJobSpec): string {
  if (!job['savepointLocation']) return 'no savepoint is recorded';
  const savepoint =
    typeof job['savepointTime'] === 'string' ? `the savepoint of ${job['savepointTime']}` : 'the savepoint';
  return maxAge === undefined
    ? `${savepoint} does not count while maxStateAgeToRestoreSeconds is not set`
    : `${savepoint} is older than ${maxAge} s`;
}
