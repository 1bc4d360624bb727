import type { PersistentVolumeClaim, PersistentVolumeClaimTemplate, Volume } from '../../../api/pod-template/types.ts';
import { clusterOwner } from '../owner.ts';
import type { ClusterPlan } from '../plan.ts';
import { given } from './given.ts';
import type { Component, Labels } from './labels.ts';

/** Claims of a StatefulSet, which would outlive it without an owner. */
export function ownedClaims(
  plan: ClusterPlan,
  component: Component,
): { volumeClaimTemplates?: PersistentVolumeClaim[] } {
  const claims = plan.spec[component].volumeClaimTemplates;
  if (!claims) return {};
  const ownerReferences = [clusterOwner(plan)];
  return {
    volumeClaimTemplates: claims.map((claim) => ({ ...claim, metadata: { ...claim.metadata, ownerReferences } })),
  };
}

/** The same claims for the pods of a Deployment: each lives as long as its pod. */
export function ephemeralVolumes({ spec }: ClusterPlan, labels: Labels): Volume[] {
  return (spec.taskManager.volumeClaimTemplates ?? []).map(({ metadata, spec: claim }) => ({
    ...given({ name: metadata?.name }),
    ephemeral: {
      volumeClaimTemplate: given<PersistentVolumeClaimTemplate>({
        metadata: { ...given({ annotations: metadata?.annotations }), labels: { ...metadata?.labels, ...labels } },
        spec: claim,
      }),
    },
  }));
}
