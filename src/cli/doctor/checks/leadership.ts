import { type Check, ofParts } from '../check.ts';
import { putBack, restart } from '../fixes.ts';
import type { Parts, Right } from '../look.ts';

/** Whether the replica that leads is there, and may do what it must. */

/** In the other modes nobody leads. */
function leads({ settings }: Parts): boolean {
  if (typeof settings === 'string') return false;
  return settings.tlsMode === 'self' || (settings.tlsMode === 'cert-manager' && settings.conversion);
}

const objectOf = ({ leaseName, namespace }: Parts) => `lease/${leaseName} -n ${namespace}`;

const noLeader: Check = {
  id: 'no-leader',
  severity: 'warning',
  summary: 'No replica leads, or the one that does has not renewed its Lease for a minute.',
  why: 'Nobody renews certificates or puts webhook configurations right.',
  find: ofParts(function* (parts, installation, { now }) {
    const { lease } = parts;
    if (!leads(parts) || lease === 'unknown' || parts.deployment === 'missing') return;
    const {
      holderIdentity = '',
      renewTime = '',
      leaseDurationSeconds = 15,
    } = lease === 'missing' ? {} : (lease.spec ?? {});
    // A minute more, for clocks that differ.
    const late = now.getTime() - Date.parse(renewTime) > (leaseDurationSeconds + 60) * 1000;
    if (lease !== 'missing' && holderIdentity !== '' && !late) return;
    yield {
      object: objectOf(parts),
      what:
        late && holderIdentity !== '' ? `${holderIdentity} has not renewed it since ${renewTime}.` : 'Nobody holds it.',
      fix: restart(parts, installation, 'See in the log why none of the replicas takes it, and start them anew.'),
    };
  }),
};

const gone: Check = {
  id: 'leader-gone',
  severity: 'warning',
  summary: 'The Lease is held by a pod that does not exist.',
  why: 'Until it runs out, nobody renews certificates or puts webhook configurations right.',
  find: ofParts(function* (parts) {
    const { lease, pods, deployment } = parts;
    if (!leads(parts) || typeof lease === 'string' || pods === 'unknown' || deployment === 'missing') return;
    const { holderIdentity = '' } = lease.spec ?? {};
    if (holderIdentity === '' || pods.some(({ metadata }) => metadata.name === holderIdentity)) return;
    yield {
      object: objectOf(parts),
      what: `${holderIdentity} holds it, and is no pod of the installation.`,
      fix: {
        text: 'It runs out by itself after 15 seconds. If it does not, somebody outside holds it; take it away.',
        command: `kubectl delete lease ${parts.leaseName} -n ${parts.namespace}`,
      },
    };
  }),
};

const rights: Check = {
  id: 'rights-missing',
  severity: 'error',
  summary: 'The service account of the gate lacks a right that it needs.',
  why: 'Certificates are not renewed, configurations are not put right, or rules cannot look up what they must know.',
  find: ofParts(function* (parts, installation) {
    const { missingRights, deployment } = parts;
    if (missingRights === 'unknown' || typeof deployment === 'string') return;
    const account = deployment.spec.template.spec.serviceAccountName ?? 'default';
    for (const [what, of] of Map.groupBy(missingRights, resourceOf)) {
      yield {
        object: `serviceaccount/${account} -n ${parts.namespace}`,
        what: `It may not ${of.map(({ verb }) => verb).join(', ')} ${what}.`,
        fix: putBack(installation, ' Without rbac.create, give it the rights of templates/rbac.yaml.'),
      };
    }
  }),
};

function resourceOf({ group, resource, name, namespace }: Right): string {
  const type = group === '' ? resource : `${resource}.${group}`;
  return `${type}${name === undefined ? '' : `/${name}`}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

export const leadership: readonly Check[] = [rights, noLeader, gone];
