/** What Flink says of a checkpoint that it alone can find: one that was kept in the memory of a JobManager. */
export const notAddressable = '<checkpoint-not-externally-addressable>';

/** Of a job that has ended. The words are those of the reference, on which tools rely. */
export const unknownState =
  'Job is in terminal state but last checkpoint is unknown, possibly due to an unrecoverable restore error. Manual restore required.';
