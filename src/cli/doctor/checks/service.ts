import { type Check, namesOf, ofParts, ofWebhooks } from '../check.ts';
import { patchWebhooks, putBack } from '../fixes.ts';
import type { Parts } from '../look.ts';
import { hasLabels } from '../selectors.ts';

/** Whether a call to the Service ends at a pod. */

const objectOf = ({ serviceName, namespace }: Parts) => `service/${serviceName} -n ${namespace}`;

const missing: Check = {
  id: 'service-missing',
  severity: 'error',
  summary: 'The Service that webhooks call does not exist.',
  why: 'No call arrives: validating calls are refused, and defaults are not filled in.',
  find: ofParts(function* (parts, installation) {
    // With no Deployment either, it is what an uninstall has left behind.
    if (parts.service !== 'missing' || parts.deployment === 'missing') return;
    yield { object: objectOf(parts), what: 'It does not exist.', fix: putBack(installation) };
  }),
};

const port: Check = {
  id: 'service-port',
  severity: 'error',
  summary: 'Webhooks call a port that the Service does not have.',
  why: 'No call arrives.',
  find: ofWebhooks(
    ({ webhook }, _look, { parts }) => {
      if (!parts || typeof parts.service === 'string') return false;
      const called = webhook.clientConfig.service?.port ?? 443;
      return !parts.service.spec.ports?.some((each) => each.port === called);
    },
    (entries, { parts }) => {
      const service = parts && typeof parts.service !== 'string' ? parts.service : undefined;
      const has = service?.spec.ports?.map((each) => each.port) ?? [];
      return {
        what: `${namesOf(entries)} call port ${entries[0]?.webhook.clientConfig.service?.port ?? 443} of service ${parts?.serviceName}, which has ${has.join(', ') || 'none'}.`,
        fix: patchWebhooks(entries, 'clientConfig/service/port', has[0] ?? 443, 'Call the port that is there.'),
      };
    },
  ),
};

const targetPort: Check = {
  id: 'service-target-port',
  severity: 'error',
  summary: 'The Service leads to a port that no container has.',
  why: 'Calls reach a pod where nobody listens.',
  find: ofParts(function* (parts, installation) {
    const { service, deployment } = parts;
    if (typeof service === 'string' || typeof deployment === 'string') return;
    const ports = deployment.spec.template.spec.containers.flatMap((container) => container.ports ?? []);
    const wrong = (service.spec.ports ?? []).filter(
      ({ port: own, targetPort: target = own }) =>
        !ports.some(({ name, containerPort }) => target === name || target === containerPort),
    );
    if (wrong.length === 0) return;
    const has = ports.map(({ name, containerPort }) => `${name ?? ''} ${containerPort}`.trim());
    yield {
      object: objectOf(parts),
      what: `Its target port ${wrong.map((each) => each.targetPort ?? each.port).join(', ')} is none of the pods' (${has.join(', ')}).`,
      fix: putBack(installation),
    };
  }),
};

const selector: Check = {
  id: 'service-selector',
  severity: 'error',
  summary: 'The selector of the Service selects no pod of the Deployment.',
  why: 'The Service has no endpoints, so no call arrives.',
  find: ofParts(function* (parts, installation) {
    const { service, deployment } = parts;
    if (typeof service === 'string' || typeof deployment === 'string') return;
    const { selector: wanted = {} } = service.spec;
    if (Object.keys(wanted).length > 0 && hasLabels(deployment.spec.template.metadata?.labels ?? {}, wanted)) return;
    const text = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
    yield {
      object: objectOf(parts),
      what: `Pods of deployment ${deployment.metadata.name} do not have the labels that it selects (${text.join(',') || 'none'}).`,
      fix: putBack(installation),
    };
  }),
};

const endpoints: Check = {
  id: 'service-no-endpoints',
  severity: 'error',
  summary: 'The Service has no endpoint that is ready.',
  why: 'No call arrives: validating calls are refused, and defaults are not filled in.',
  find: ofParts(function* (parts) {
    if (typeof parts.service === 'string' || parts.slices === 'unknown') return;
    const all = parts.slices.flatMap(({ endpoints: each }) => each ?? []);
    if (all.some(({ conditions }) => conditions?.ready !== false)) return;
    yield {
      object: objectOf(parts),
      what: all.length === 0 ? 'It has no endpoints.' : `None of its ${all.length} endpoints is ready.`,
      fix: {
        text: 'See what keeps the pods from being ready; other findings may tell.',
        command: `kubectl get pods -n ${parts.namespace} -o wide && kubectl get endpointslices -n ${parts.namespace} -l kubernetes.io/service-name=${parts.serviceName}`,
      },
    };
  }),
};

export const service: readonly Check[] = [missing, port, targetPort, selector, endpoints];
