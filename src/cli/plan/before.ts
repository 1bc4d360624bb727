import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { DeploymentFacts } from '../../engine/preview/deployment.ts';
import { healthyStatus } from '../../engine/preview/imagined.ts';
import { keyOf, type PlannedObject, type ReadObjects } from './objects.ts';

/** What is known of an object before its edit. */
export interface Before {
  /** As it is stored; left out where it is new. */
  readonly old?: PlannedObject;
  readonly status: object;
  /** Whether it is only taken to run, as nobody knows. */
  readonly isTaken: boolean;
  /** Of a deployment. */
  readonly facts: Pick<DeploymentFacts, 'highAvailability' | 'sessionJobs'>;
  /** Of a session job. */
  readonly cluster: FlinkDeployment | 'unknown' | undefined;
}

/** Who knows how things are before an edit. */
export interface Past {
  before(object: PlannedObject): Promise<Before>;
  /** What is there, and is to be there no more. */
  readonly removed: (now: ReadonlyMap<string, PlannedObject>) => readonly PlannedObject[];
}

/** Manifests of before, which may have their status with them. */
export function pastOfFiles({ planned }: ReadObjects, now: ReadonlyMap<string, PlannedObject>): Past {
  return {
    async before(object) {
      const old = planned.get(keyOf(object));
      const facts = old?.id === 'flinkDeployment' ? { ...sessionJobsOf(old, planned) } : {};
      const cluster = clusterOf(object, planned) ?? clusterOf(object, now) ?? 'unknown';
      if (!old) return { status: {}, isTaken: false, facts, cluster };
      return { old, ...statusOf(old.object), facts, cluster };
    },
    removed: (all) => [...planned].filter(([key]) => !all.has(key)).map(([, object]) => object),
  };
}

interface MayHaveStatus {
  readonly spec?: unknown;
  readonly status?: unknown;
}

function statusOf({ spec, status }: MayHaveStatus): Pick<Before, 'status' | 'isTaken'> {
  const { reconciliationStatus } = (status ?? {}) as { readonly reconciliationStatus?: object };
  if (reconciliationStatus) return { status: status as object, isTaken: false };
  return { status: healthyStatus(spec as Parameters<typeof healthyStatus>[0]), isTaken: true };
}

function clusterOf({ object }: PlannedObject, planned: ReadonlyMap<string, PlannedObject>) {
  const { deploymentName } = object.spec as { readonly deploymentName?: string };
  if (deploymentName === undefined) return undefined;
  const key = `FlinkDeployment ${object.metadata.namespace}/${deploymentName}`;
  const found = planned.get(key)?.object;
  return found && ({ ...found, ...statusOf(found) } as FlinkDeployment);
}

/** Manifests need not be all there is: none is no proof that nothing runs there. */
function sessionJobsOf({ object }: PlannedObject, planned: ReadonlyMap<string, PlannedObject>) {
  const { name, namespace } = object.metadata;
  const sessionJobs = [...planned.values()]
    .filter(({ id, object: job }) => {
      const { deploymentName } = job.spec as { readonly deploymentName?: string };
      return id === 'flinkSessionJob' && deploymentName === name && job.metadata.namespace === namespace;
    })
    .map(({ object: job }) => job.metadata.name);
  return sessionJobs.length === 0 ? {} : { sessionJobs };
}
