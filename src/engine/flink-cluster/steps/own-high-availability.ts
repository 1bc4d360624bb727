import type { Step } from '../../step.ts';
import { clusterOwner } from '../owner.ts';
import type { Situation } from '../situation.ts';
import type { Status } from '../subject.ts';

/** What high availability keeps of a cluster goes with it. Somebody else's owner stays. */
export const ownHighAvailability: Step<Situation, Status> = ({ highAvailability, metadata, status }) => {
  if (!highAvailability) return undefined;
  const { name, uid, resourceVersion } = highAvailability.metadata;
  const key = { apiVersion: 'v1', kind: 'ConfigMap', namespace: metadata.namespace, name };
  const patch = { metadata: { uid, resourceVersion, ownerReferences: [clusterOwner(metadata)] } };
  return { status, actions: [{ type: 'change', key, patch }], again: 0 };
};
