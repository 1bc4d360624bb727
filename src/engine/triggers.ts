/** When something is looked at that Flink was told to do under a trigger of ours. Times are milliseconds. */

/** Between two looks in the first minute: of a job that is being stopped, nothing runs from its end until the next look. */
const closeLook = 1000;
const closeLooks = 60_000;
/** After which a trigger that nobody knows does not arrive any more. */
const arrival = 60_000;

/** Until the next look; `progress` is the usual time. */
export const nextLookAtTrigger = (since: number, now: Date, progress: number): number =>
  now.getTime() - since < closeLooks ? Math.min(closeLook, progress) : progress;

/** Whether a trigger that nobody knows may still be on its way. */
export const mayArrive = (since: number, now: Date): boolean => Math.abs(now.getTime() - since) < arrival;
