import { ingressManaged } from '../../../values/configuration-options.ts';
import { covers } from '../../../values/json.ts';
import type { Happening } from '../../happening.ts';
import { isSettled } from '../../status/bookkeeping.ts';
import type { Step } from '../../step.ts';
import type { ObservedDeployment } from '../observed.ts';
import { isOwned } from '../remains.ts';
import { ingressOf } from '../resources/ingress.ts';
import type { Status } from '../subject.ts';

/** The Ingress is as the spec wants it, whoever has changed it; the job goes on meanwhile. */
export const keepIngress: Step<ObservedDeployment, Status> = (observed) => {
  const { deployment, wanted, last, status, configuration, ingress: present } = observed;
  if (!last || !isSettled(status)) return undefined;
  if (!configuration.value(ingressManaged)) return wanted.ingress && { status, happenings: [unmanaged] };
  const own = present && isOwned(present, deployment.metadata.uid);
  if (!wanted.ingress) {
    if (!own) return undefined;
    const { name, uid } = present.metadata;
    return { status, actions: [{ type: 'remove', key: { ...ingressKey(observed), name, uid } }] };
  }
  const child = ingressOf({ ...deployment.metadata, configuration, spec: wanted });
  if (!child || (own && covers(present, child))) return undefined;
  return { status, actions: [{ type: 'ensure', child }] };
};

const unmanaged: Happening = {
  component: 'Operator',
  type: 'Warning',
  reason: 'IngressManagement',
  message: 'Ingress management is turned off but ingress set in spec',
  again: 'ignore',
};

const ingressKey = ({ deployment: { metadata } }: ObservedDeployment) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  namespace: metadata.namespace,
});
