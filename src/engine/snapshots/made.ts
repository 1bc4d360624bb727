import { savepointDirectory } from '../../values/configuration-options.ts';
import type { Action } from '../action.ts';
import { disposesOfOwn, labelSelector, savepointFormat } from '../options.ts';
import type { CommonStatus } from '../status/bookkeeping.ts';
import type { Asked } from './asked.ts';
import type { SnapshotJob, SnapshotType } from './job.ts';
import { snapshotName, type Trigger, timeMark } from './name.ts';

/** FlinkStateSnapshots that the engine makes. Source: `spec/flink-engine.md` 7.6, 7.7. */

interface Made {
  readonly type: SnapshotType;
  readonly trigger: Trigger;
  readonly mark: string;
  /** Of a savepoint: where it goes or, of one that is there, where it is. */
  readonly path?: string | undefined;
  readonly alreadyExists?: boolean;
}

type Making = Pick<SnapshotJob<CommonStatus>, 'of' | 'configuration'>;

function make({ of, configuration }: Making, { type, trigger, mark, path, alreadyExists = false }: Made): Action {
  const { name, namespace } = of.metadata;
  const savepoint = {
    alreadyExists,
    disposeOnDelete: configuration.value(disposesOfOwn) ?? false,
    formatType: configuration.value(savepointFormat) ?? 'CANONICAL',
    ...(path !== undefined && { path }),
  };
  const child = {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkStateSnapshot',
    metadata: {
      name: snapshotName(of, type, trigger, mark),
      namespace,
      labels: { ...selected(of.metadata.labels, configuration.value(labelSelector)), 'snapshot.trigger-type': trigger },
    },
    spec: {
      backoffLimit: 0,
      jobReference: { kind: of.kind, name },
      ...(type === 'savepoint' ? { savepoint } : { checkpoint: {} }),
    },
  };
  return { type: 'ensure', child };
}

/** The labels of its job by which the engine is told to look for objects: it would not see the snapshot without them. */
function selected(labels: Readonly<Record<string, string>> = {}, selector = ''): Readonly<Record<string, string>> {
  const words = new Set(selector.match(/[\w./-]+/g));
  return Object.fromEntries(Object.entries(labels).filter(([name]) => words.has(name)));
}

/** The savepoint with which a job was stopped for another spec. */
export function makeOfUpgrade(job: Making, path: string, since: number): Action {
  const mark = timeMark(job.of, since);
  return make(job, { type: 'savepoint', trigger: 'UPGRADE', mark, path, alreadyExists: true });
}

/** The same object however often it is made. */
export function makeAsked<S extends CommonStatus>(job: SnapshotJob<S>, type: SnapshotType, asked: Asked): Action {
  const path = type === 'savepoint' ? job.configuration.value(savepointDirectory) : undefined;
  const { metadata } = job.of;
  const mark =
    asked.trigger === 'MANUAL' ? `${asked.nonce}-${metadata.uid.slice(0, 8)}` : timeMark(job.of, asked.due.getTime());
  return make(job, { type, trigger: asked.trigger, mark, path });
}
