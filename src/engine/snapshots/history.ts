import type { Savepoint } from '../../api/flink-deployment/types.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { cleansSavepoints, savepointFormat } from '../options.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import type { Decision } from '../step.ts';
import type { SnapshotJob } from './job.ts';
import { limitsOf } from './limits.ts';
import { infoOf, withInfo } from './trigger.ts';

/** Savepoints that the status tells of, where they are no objects of their own. */

/** The same one is there once, whoever notes it again. */
export function withSavepoint<S extends CommonStatus>(status: S, savepoint: Savepoint): S {
  const info = infoOf(status, 'savepoint');
  const { savepointHistory: history = [] } = info;
  if (history.some(({ location }) => location === savepoint.location)) return status;
  return withInfo(status, 'savepoint', {
    ...info,
    lastSavepoint: savepoint,
    savepointHistory: [...history, savepoint],
  });
}

/** The savepoint with which a job was stopped for another spec. */
export function withUpgrade<S extends CommonStatus>(
  status: S,
  configuration: EffectiveConfiguration,
  location: string,
  since: number,
): S {
  const formatType = configuration.value(savepointFormat) ?? 'CANONICAL';
  return withSavepoint(status, { location, timeStamp: since, triggerType: 'UPGRADE', formatType });
}

/**
 * Forgets the oldest savepoint that there is no more room for, or that is too old; where the engine cleans up, it is disposed of first, and
 * stays where that fails. Source: `spec/flink-engine.md` 7.9.
 */
export function tidyHistory<S extends CommonStatus>(job: SnapshotJob<S>): Decision<S> | undefined {
  const { status, configuration, place, limits } = job;
  const { savepointHistory: history = [], ...info } = infoOf(status, 'savepoint');
  const old = outdated(job);
  if (!old) return undefined;
  const left = history.filter((entry) => entry !== old);
  const done = withInfo(status, 'savepoint', { ...info, savepointHistory: left });
  const again = limits.times.progress;
  const { location: path } = old;
  if (path === undefined || !configuration.value(cleansSavepoints)) return { status: done, again };
  return { status, actions: [{ type: 'disposeSavepoint', place, path }], done, again };
}

function outdated<S extends CommonStatus>(job: SnapshotJob<S>): Savepoint | undefined {
  const { status, snapshots, now } = job;
  const { savepointHistory: history = [], lastSavepoint } = infoOf(status, 'savepoint');
  const objects = snapshots.resources.filter(({ spec, status: is }) => !spec.checkpoint && is?.state === 'COMPLETED');
  const { count, age } = limitsOf(job, 'savepoint');
  const room = Math.max(0, count - objects.length);
  // From these the job would begin.
  const needed = [status.jobStatus?.upgradeSavepointPath, lastSavepoint?.location, history.at(-1)?.location];
  const goes = history.filter(({ location }) => !needed.includes(location));
  const tooMany = history.length > room;
  return goes.find(({ timeStamp = 0 }, index) => (tooMany && index === 0) || now.getTime() - timeStamp > age);
}
