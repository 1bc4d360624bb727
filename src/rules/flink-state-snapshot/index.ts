import type { FlinkStateSnapshot } from '../../api/flink-state-snapshot/types.ts';
import type { SnapshotFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { snapshotBackoffLimit, snapshotDisposal, snapshotExactlyOneKind, snapshotPathRequired } from './kind.ts';
import {
  snapshotJobReferenceRequired,
  snapshotNamespaceRequired,
  snapshotSpecChanged,
  snapshotTargetHasNoJob,
  snapshotTargetNotFound,
  snapshotTargetUnchecked,
} from './target.ts';

/** Judge a snapshot without a spec, too, next to the rules that every kind has about missing parts. */
export const flinkStateSnapshotPresenceRules: readonly Rule<FlinkStateSnapshot>[] = [snapshotExactlyOneKind];

/** In the order of their findings. */
export const flinkStateSnapshotRules: readonly Rule<FlinkStateSnapshot, SnapshotFacts>[] = [
  ...flinkStateSnapshotPresenceRules,
  snapshotPathRequired,
  snapshotNamespaceRequired,
  snapshotJobReferenceRequired,
  snapshotTargetNotFound,
  snapshotTargetHasNoJob,
  snapshotTargetUnchecked,
  snapshotSpecChanged,
  snapshotDisposal,
  snapshotBackoffLimit,
];
