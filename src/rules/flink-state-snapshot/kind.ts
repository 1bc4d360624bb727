import type { FlinkStateSnapshot } from '../../api/flink-state-snapshot/types.ts';
import { invalid, nothing, type Rule, required } from '../rule.ts';

/** Judges snapshots without a spec too, which have neither of the two. */
export const snapshotExactlyOneKind: Rule<FlinkStateSnapshot> = {
  id: 'snapshot-exactly-one-kind',
  summary: 'A snapshot is either a savepoint or a checkpoint.',
  explanation:
    'spec.savepoint and spec.checkpoint say which sort of snapshot is taken; an empty object is enough. With both or ' +
    'neither of them the operator does not know what to ask of Flink.',
  examples: {
    good: 'spec: { savepoint: null, checkpoint: {} }',
    bad: 'spec: { savepoint: {}, checkpoint: {} }',
  },
  net: {
    holds: 'has(self.savepoint) != has(self.checkpoint)',
    leaves: 'snapshots without a spec',
  },
  check(object, at) {
    const spec: FlinkStateSnapshot['spec'] | undefined = object.spec;
    if (!spec?.savepoint && !spec?.checkpoint) {
      return [
        required(at.spec, 'must contain savepoint or checkpoint', { fix: 'add savepoint: {} or checkpoint: {}' }),
      ];
    } else if (spec.savepoint && spec.checkpoint) {
      return [
        invalid(at.spec, 'contains both savepoint and checkpoint; exactly one is allowed', {
          fix: 'make one FlinkStateSnapshot for the savepoint and one for the checkpoint',
        }),
      ];
    }
    return nothing;
  },
};

/** A savepoint that was taken before: the resource only stands for it, and nothing is asked of a job. */
export function existsAlready({ savepoint, checkpoint }: FlinkStateSnapshot['spec']): boolean {
  return savepoint?.alreadyExists === true && !checkpoint;
}

export const snapshotPathRequired: Rule<FlinkStateSnapshot> = {
  id: 'snapshot-path-required',
  summary: 'A savepoint that already exists is named by its path.',
  explanation:
    'With alreadyExists nothing is triggered: the resource stands for the savepoint at spec.savepoint.path, so that ' +
    'it can be listed and deleted. Without a path there is nothing for it to stand for, and it would be reported as ' +
    'completed all the same.',
  examples: {
    good: "spec: { savepoint: { alreadyExists: true, path: 's3://flink/savepoint-1' } }",
    bad: 'spec: { savepoint: { alreadyExists: true } }',
  },
  check({ spec: { savepoint } }, at) {
    if (savepoint?.alreadyExists === true && (savepoint.path ?? '').trim() === '') {
      return [
        required(at.spec.savepoint.path, 'must name the savepoint that already exists', {
          fix: 'set path to the savepoint, or leave out alreadyExists to take a new one',
        }),
      ];
    }
    return nothing;
  },
};

export const snapshotDisposal: Rule<FlinkStateSnapshot> = {
  id: 'snapshot-existing-savepoint-disposed',
  summary: 'A savepoint that already exists is not deleted with the resource that stands for it.',
  explanation:
    'disposeOnDelete is true unless it is set to false. For a savepoint that was there before the resource this ' +
    'often comes as a surprise: deleting the resource deletes the savepoint from storage.',
  severity: 'warning',
  examples: {
    good: "spec: { savepoint: { alreadyExists: true, path: 's3://flink/savepoint-1', disposeOnDelete: false } }",
    bad: "spec: { savepoint: { alreadyExists: true, path: 's3://flink/savepoint-1' } }",
  },
  check({ spec: { savepoint, jobReference } }, at) {
    // Without a job to ask, the operator cannot dispose of anything.
    if (!savepoint?.alreadyExists || !jobReference || savepoint.disposeOnDelete === false) return nothing;
    return [
      invalid(at.spec.savepoint.disposeOnDelete, 'means that deleting this resource deletes the existing savepoint', {
        fix: 'set it to false to keep the savepoint',
      }),
    ];
  },
};

export const snapshotBackoffLimit: Rule<FlinkStateSnapshot> = {
  id: 'snapshot-backoff-limit-below-minus-one',
  summary: 'No limit of retries is written as -1.',
  explanation:
    'Every negative backoffLimit means that failed tries are repeated for ever, and -1 is the usual way to write it. ' +
    'Another negative number looks like a slip.',
  severity: 'warning',
  examples: { good: 'spec: { backoffLimit: -1 }', bad: 'spec: { backoffLimit: -5 }' },
  check({ spec: { backoffLimit } }, at) {
    if (backoffLimit === undefined || backoffLimit >= -1) return nothing;
    return [
      invalid(at.spec.backoffLimit, 'means that tries are never given up, as any negative number does', {
        fix: 'write -1 if that is meant, or the number of retries',
      }),
    ];
  },
};
