import type { JobSpec } from '../api/flink-deployment/types.ts';
import { savepointDirectory } from '../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import type { Action } from './action.ts';
import type { Child } from './child.ts';
import { disposesOfOwn, savepointFormat, snapshotResources } from './options.ts';
import type { Resource } from './ports.ts';
import { type CommonSpec, type CommonStatus, lastReconciled, withNonces } from './status/bookkeeping.ts';
import type { Decision } from './step.ts';

/** FlinkStateSnapshots that the engine makes. Their names are the same however often they are made. Source: `spec/flink-engine.md` 7.6, 7.7. */

type Type = 'savepoint' | 'checkpoint';

interface Made {
  readonly type: Type;
  readonly trigger: 'MANUAL' | 'UPGRADE';
  /** Tells it from others of the same job. */
  readonly mark: string;
  /** Of a savepoint: where it goes or, of one that is there, where it is. */
  readonly path?: string | undefined;
  readonly alreadyExists?: boolean;
}

type Of = Pick<Resource, 'kind' | 'metadata'>;

function snapshotOf({ kind, metadata }: Of, made: Made, configuration: EffectiveConfiguration): Child {
  const { name, namespace } = metadata;
  const { type, trigger, mark, path, alreadyExists = false } = made;
  const savepoint = {
    alreadyExists,
    disposeOnDelete: configuration.value(disposesOfOwn) ?? false,
    formatType: configuration.value(savepointFormat) ?? 'CANONICAL',
    ...(path !== undefined && { path }),
  };
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkStateSnapshot',
    metadata: {
      name: `${name}-${type}-${trigger.toLowerCase()}-${mark}`,
      namespace,
      labels: { 'snapshot.trigger-type': trigger },
    },
    spec: {
      backoffLimit: 0,
      jobReference: { kind, name },
      ...(type === 'savepoint' ? { savepoint } : { checkpoint: {} }),
    },
  };
}

/** The savepoint with which a job was stopped for another spec. */
export function upgradeSnapshot(
  of: Of,
  { path, since }: { readonly path: string; readonly since: number },
  configuration: EffectiveConfiguration,
): Action[] {
  if (configuration.value(snapshotResources) === false) return [];
  const made = { type: 'savepoint', trigger: 'UPGRADE', mark: String(since), path, alreadyExists: true } as const;
  return [{ type: 'ensure', child: snapshotOf(of, made, configuration) }];
}

interface Asked<S extends CommonStatus> {
  readonly of: Of;
  readonly status: S;
  readonly wanted: CommonSpec;
  readonly configuration: EffectiveConfiguration;
}

const nonces = { savepoint: 'savepointTriggerNonce', checkpoint: 'checkpointTriggerNonce' } as const;

/** Its owner asks for a snapshot by a nonce that was not seen before. It counts as seen when the snapshot is made. */
export function snapshotAsked<S extends CommonStatus>({
  of,
  status,
  wanted,
  configuration,
}: Asked<S>): Decision<S> | undefined {
  const last = lastReconciled(status)?.spec.job;
  if (!last || status.jobStatus?.state !== 'RUNNING' || configuration.value(snapshotResources) === false)
    return undefined;
  const type = (['savepoint', 'checkpoint'] as const).find((each) => isNew(wanted.job, last, nonces[each]));
  if (!type) return undefined;
  const nonce = wanted.job?.[nonces[type]];
  const made: Made = {
    type,
    trigger: 'MANUAL',
    mark: `${nonce}-${of.metadata.uid.slice(0, 8)}`,
    ...(type === 'savepoint' && { path: configuration.value(savepointDirectory) }),
  };
  return {
    status,
    actions: [{ type: 'ensure', child: snapshotOf(of, made, configuration) }],
    done: withNonces(status, { [nonces[type]]: nonce }),
  };
}

function isNew(wanted: JobSpec | undefined, last: JobSpec, nonce: (typeof nonces)[Type]): boolean {
  const asked = wanted?.[nonce];
  return asked !== undefined && asked !== null && asked !== last[nonce];
}
