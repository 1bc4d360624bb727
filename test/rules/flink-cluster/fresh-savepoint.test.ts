import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterRow, clusterFindings, job, told } from '../../support/cluster-findings.ts';

const stale = ['job-update-needs-fresh-savepoint at spec.job'];
const dir = { savepointsDir: 's3://state/' };
const skip = { ...dir, takeSavepointOnUpdate: false, maxStateAgeToRestoreSeconds: 60 };
const limited = { ...dir, maxStateAgeToRestoreSeconds: 600 };

const update = (
  name: string,
  fields: object,
  status: object | undefined,
  finds: string[],
  more: object = {},
): ClusterRow => ({
  name,
  object: job({ ...fields, args: ['changed'], ...more }),
  previous: { ...job(fields), ...(status && { status: { components: { job: status } } }) },
  now: '2026-01-10T10:00:00Z',
  finds,
});

const savepointAt = (savepointTime: string) => ({ savepointLocation: 's3://state/1', savepointTime });
const running = (savepoint: object = {}) => ({ state: 'Running', ...savepoint });
const failed = (savepoint: object = {}) => ({
  state: 'Failed',
  startTime: '2026-01-10T08:00:00Z',
  completionTime: '2026-01-10T10:00:00Z',
  ...savepoint,
});
const { startTime: _, ...neverRan } = failed();

const rows: ClusterRow[] = [
  update('a savepoint will be taken', dir, running(), []),
  update('no job has started yet', skip, undefined, []),
  update('none wanted, none there', skip, running(), stale),
  update('none wanted, the last too old', skip, running(savepointAt('2026-01-10T09:58:59Z')), stale),
  update('none wanted, the last just young enough', skip, running(savepointAt('2026-01-10T09:59:00Z')), []),
  update('a time without a location', skip, running({ savepointTime: '2026-01-10T10:00:00Z' }), stale),
  update('a location without a time', skip, running({ savepointLocation: 's3://state/1' }), stale),
  update('a time that cannot be read', skip, running(savepointAt('yesterday')), stale),
  update('being deployed counts as running', skip, { state: 'Deploying', ...savepointAt('2026-01-10T10:00:00Z') }, []),
  update('fromSavepoint', skip, running(), [], { fromSavepoint: 's3://state/0' }),
  update('a blank fromSavepoint', skip, running(), stale, { fromSavepoint: ' ' }),
  update('the last state of the job', skip, running({ finalSavepoint: true }), []),
  update('an update is under way', skip, { state: 'Updating' }, []),
  update('an update is under way that takes a savepoint', dir, { state: 'Updating' }, []),
  update('the job is pending', skip, { state: 'Pending' }, stale),
  update('the job has failed without savepoint', dir, failed(), stale),
  update('the job has failed before it ran', dir, neverRan, []),
  update('it could not be begun again', limited, { ...neverRan, ...savepointAt('2026-01-10T09:00:00Z') }, stale),
  update('the job was lost', dir, { ...failed(), state: 'Lost' }, stale),
  update('failed, exactly at the limit', limited, failed(savepointAt('2026-01-10T09:50:00Z')), []),
  update('failed, a second too old', limited, failed(savepointAt('2026-01-10T09:49:59Z')), stale),
  update('failed, no limit', dir, failed(savepointAt('2026-01-10T10:00:00Z')), stale),
  update('failed, nobody knows when', limited, { state: 'Failed', ...savepointAt('2026-01-10T10:00:00Z') }, stale),
  update('cancelled with a final savepoint', dir, { state: 'Cancelled', finalSavepoint: true }, []),
  {
    name: 'nothing changes',
    object: job(skip),
    previous: { ...job(skip), status: { components: { job: running() } } },
    finds: [],
  },
];

for (const row of rows) {
  test(`update from a savepoint: ${row.name}`, () => {
    assert.deepEqual(clusterFindings(row).map(told), row.finds);
  });
}

test('update from a savepoint: the sentence says what there is', () => {
  const sentence = (fields: object, status: object) => clusterFindings(update('', fields, status, []))[0]?.message;
  const start = 'would start from no state that is recent enough:';
  assert.equal(sentence(skip, running()), `${start} no savepoint is recorded`);
  assert.equal(
    sentence(limited, failed(savepointAt('2026-01-10T09:00:00Z'))),
    `${start} the savepoint of 2026-01-10T09:00:00Z is older than 600 s`,
  );
  assert.equal(
    sentence(dir, failed({ savepointLocation: 's3://state/1' })),
    `${start} the savepoint does not count while maxStateAgeToRestoreSeconds is not set`,
  );
});
