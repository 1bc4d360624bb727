import type { Carrier } from '../carrier.ts';
import type { Source } from '../source.ts';

/** The state that the job goes on from. `final`: nothing came after it. */
interface Beginning {
  readonly path: string;
  readonly from: 'option' | 'status' | 'spec';
}

const given = (text: unknown): string | undefined => (typeof text === 'string' && text.trim()) || undefined;

/** The savepoint of the hand-over, else the one that the stopped job has left, else what the spec says. */
function beginningOf({ spec: { job }, status, options }: Source): Beginning | undefined {
  const found = status?.components?.job;
  const left = found?.finalSavepoint === true ? given(found.savepointLocation) : undefined;
  const written = given(job?.fromSavepoint);
  if (options.fromSavepoint !== undefined) return { path: options.fromSavepoint, from: 'option' };
  if (left !== undefined) return { path: left, from: 'status' };
  return written === undefined ? undefined : { path: written, from: 'spec' };
}

const field = 'job.fromSavepoint';
const to = 'spec.job.initialSavepointPath';

export const beginning: Carrier = {
  fields: [field],
  becomes:
    '`initialSavepointPath`: the savepoint of the hand-over (`--from-savepoint`), else the last one that `status` has of a stopped job, else this field',
  carry(source, draft) {
    const { job } = source.spec;
    if (!job) return;
    const found = beginningOf(source);
    if (found) draft.job.initialSavepointPath = found.path;
    if (!found) {
      draft.changed(
        field,
        to,
        'is not set, so the job begins without state: name the savepoint of the hand-over by --from-savepoint',
      );
    } else if (found.from === 'spec') {
      draft.changed(
        field,
        to,
        'is older than what the job has done since: name the savepoint of the hand-over by --from-savepoint',
      );
    } else if (found.from === 'status') {
      draft.changed(field, to, `is ${found.path}, the last savepoint of the stopped job`);
    } else if (found.path === given(job.fromSavepoint)) draft.carried(field, to);
    else draft.changed(field, to, `is ${found.path}, as asked for`);
  },
};

export const nonRestoredState: Carrier = {
  fields: ['job.allowNonRestoredState'],
  becomes: '`allowNonRestoredState`',
  carry({ spec: { job } }, draft) {
    if (job?.allowNonRestoredState) draft.job.allowNonRestoredState = true;
    draft.carried('job.allowNonRestoredState', 'spec.job.allowNonRestoredState');
  },
};
