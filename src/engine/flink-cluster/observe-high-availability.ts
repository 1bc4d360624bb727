import { hasHighAvailability } from '../../rules/flink-cluster/high-availability.ts';
import type { Made, Ports } from '../ports.ts';
import type { ObservedCluster } from './observed.ts';

/** Milliseconds between two looks. */
const pause = 30_000;

/**
 * Where Flink writes down who leads and where its checkpoints are. Flink makes it for nobody, so that it would outlive its cluster. Looked
 * for while its JobManager runs, which makes it, until it has an owner. Source: `spec/flinkcluster.md` 8.
 */
export async function findHighAvailability(
  { cluster, components: { jobManager }, jobs }: Pick<ObservedCluster, 'cluster' | 'components' | 'jobs'>,
  { children, memory, clock }: Pick<Ports, 'children' | 'memory' | 'clock'>,
): Promise<Made | undefined> {
  const { namespace, uid } = cluster.metadata;
  const { flinkProperties } = cluster.spec;
  const known = memory.of(uid);
  if (known.ownsHighAvailability || !hasHighAvailability(flinkProperties)) return undefined;
  if (jobs === undefined && (jobManager?.status?.readyReplicas ?? 0) === 0) return undefined;
  const elapsed = clock.elapsed();
  if (known.soughtHighAvailability !== undefined && elapsed - known.soughtHighAvailability < pause) return undefined;
  known.soughtHighAvailability = elapsed;
  const name = `${flinkProperties?.['kubernetes.cluster-id']}-cluster-config-map`;
  const found = await children.find({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  if (found && !found.metadata.ownerReferences?.length) {
    // Whether it has got its owner is seen at once.
    known.soughtHighAvailability = undefined;
    return found;
  }
  if (!found) return undefined;
  known.ownsHighAvailability = true;
  return undefined;
}
