import { checkpointDirectory, maxCheckpointAge } from '../../../values/configuration-options.ts';
import type { Carrier } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import { propertyOf, type Source, savepointsDirOf } from '../source.ts';
import { checkpointKey } from './savepoints.ts';

const to = 'spec.job.upgradeMode';

export const upgrades: Carrier = {
  fields: ['job.takeSavepointOnUpdate'],
  becomes:
    '`upgradeMode`: `savepoint` with a `savepointsDir`, `last-state` where no savepoint is to be taken, or where there are checkpoints alone, `stateless` where ' +
    'there is neither. Modes that keep state demand a directory of checkpoints: it is put below `savepointsDir` where there is none',
  carry(source, draft) {
    const { job } = source.spec;
    if (!job) return;
    const field = 'job.takeSavepointOnUpdate';
    const takes = job.takeSavepointOnUpdate !== false;
    const hasSavepoints = savepointsDirOf(job) !== undefined;
    const mode = modeOf(source, takes);
    draft.job.upgradeMode = mode;
    const notes = mode === 'stateless' ? [] : addCheckpoints(source, draft);
    if (!hasSavepoints) {
      const keeps =
        mode === 'stateless'
          ? 'begins the job without state: set a directory of checkpoints, and last-state'
          : 'goes on from the last checkpoint';
      notes.unshift(`is ${mode}: an edit, which FlinkCluster refuses without savepointsDir, ${keeps}`);
    } else if (!takes)
      notes.unshift(
        'is last-state: the job goes on from its last checkpoint, which is newer than the savepoint that FlinkCluster takes',
      );
    draft.carriedUnless(notes, field, to);
  },
};

function modeOf(source: Source, takes: boolean) {
  if (savepointsDirOf(source.spec.job) !== undefined) return takes ? 'savepoint' : 'last-state';
  return hasCheckpoints(source) ? 'last-state' : 'stateless';
}

const hasCheckpoints = (source: Source): boolean => Boolean(propertyOf(source, checkpointDirectory)?.trim());

function addCheckpoints(source: Source, draft: Draft): string[] {
  if (hasCheckpoints(source)) return [];
  for (const name of [checkpointDirectory.key, ...checkpointDirectory.fallbackKeys]) draft.configuration.delete(name);
  const key = checkpointKey(draft.version);
  const directory = `${savepointsDirOf(source.spec.job)?.replace(/\/$/, '')}/checkpoints`;
  draft.configuration.set(key, directory);
  return [
    `${key} is ${directory}, as upgrades that keep state need one: name another where checkpoints should not be there`,
  ];
}

export const maxStateAge: Carrier = {
  fields: ['job.maxStateAgeToRestoreSeconds'],
  becomes: '`kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age`: beyond it a savepoint is taken',
  carry({ spec: { job } }, draft) {
    const field = 'job.maxStateAgeToRestoreSeconds';
    const { maxStateAgeToRestoreSeconds: seconds } = job ?? {};
    if (seconds === undefined) return;
    if (savepointsDirOf(job) === undefined) return draft.idle(field, 'there are no savepoints without savepointsDir');
    draft.configuration.set(maxCheckpointAge.key, `${seconds} s`);
    const note =
      'is the age of the last checkpoint, in upgrades by last-state: of an older one a savepoint is taken, where FlinkCluster refuses the edit';
    draft.changed(field, `spec.flinkConfiguration['${maxCheckpointAge.key}']`, note);
  },
};
