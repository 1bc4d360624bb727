import { periodicSavepointInterval } from '../../../values/configuration-options.ts';
import type { FlinkVersion } from '../../../values/flink-version.ts';
import type { Carrier } from '../carrier.ts';
import { isBefore, savepointsDirOf } from '../source.ts';

const formatKey = 'kubernetes.operator.savepoint.format.type';
const inConfiguration = (key: string): string => `spec.flinkConfiguration['${key}']`;

/** From 1.20 on Flink knows the directories by other names, from 2.0 on by these alone. */
const savepointKey = (version: FlinkVersion): string =>
  isBefore(version, 'v1_20') ? 'state.savepoints.dir' : 'execution.checkpointing.savepoint-dir';
export const checkpointKey = (version: FlinkVersion): string =>
  isBefore(version, 'v1_20') ? 'state.checkpoints.dir' : 'execution.checkpointing.dir';

export const savepointsDir: Carrier = {
  fields: ['job.savepointsDir'],
  becomes: '`execution.checkpointing.savepoint-dir`, before Flink 1.20 `state.savepoints.dir`',
  carry({ spec: { job } }, draft) {
    const directory = savepointsDirOf(job);
    if (directory === undefined) return draft.idle('job.savepointsDir', 'is empty');
    const key = savepointKey(draft.version);
    draft.configuration.set(key, directory);
    draft.carried('job.savepointsDir', inConfiguration(key));
  },
};

export const autoSavepoints: Carrier = {
  fields: ['job.autoSavepointSeconds'],
  becomes: '`kubernetes.operator.periodic.savepoint.interval`',
  carry({ spec: { job } }, draft) {
    const field = 'job.autoSavepointSeconds';
    const { autoSavepointSeconds: seconds } = job ?? {};
    if (seconds === undefined) return;
    if (savepointsDirOf(job) === undefined) return draft.idle(field, 'takes no savepoints without savepointsDir');
    if (seconds <= 0)
      return draft.lost(field, `${seconds} is no interval: write one into ${periodicSavepointInterval.key}`);
    draft.configuration.set(periodicSavepointInterval.key, `${seconds} s`);
    draft.carried(field, inConfiguration(periodicSavepointInterval.key));
  },
};

export const savepointFormat: Carrier = {
  fields: ['job.savepointFormatType'],
  becomes: '`kubernetes.operator.savepoint.format.type`',
  carry({ spec: { job } }, draft) {
    if (job?.savepointFormatType) draft.configuration.set(formatKey, job.savepointFormatType);
    draft.carried('job.savepointFormatType', inConfiguration(formatKey));
  },
};

export const savepointRequest: Carrier = {
  fields: ['job.savepointGeneration'],
  becomes: 'nothing: a `FlinkStateSnapshot` asks for a savepoint',
  carry: (_, draft) =>
    draft.idle('job.savepointGeneration', 'asks for a savepoint once: a FlinkStateSnapshot does so now'),
};

export const cancelRequest: Carrier = {
  fields: ['job.cancelRequested'],
  becomes: '`state: suspended`',
  carry({ spec: { job } }, draft) {
    if (!job) return;
    draft.job.state = job.cancelRequested ? 'suspended' : 'running';
    if (!job.cancelRequested) return draft.carried('job.cancelRequested', 'spec.job.state');
    draft.changed(
      'job.cancelRequested',
      'spec.job.state',
      'is suspended, as the job was cancelled: running begins it from initialSavepointPath',
    );
  },
};
