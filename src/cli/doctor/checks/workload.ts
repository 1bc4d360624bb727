import { type Check, ofParts } from '../check.ts';
import { putBack } from '../fixes.ts';
import type { Installation, Parts } from '../look.ts';
import type { ContainerStatus, Pod } from '../objects.ts';
import { cannotPull, isReady, keepsCrashing } from '../pod-state.ts';
import { selects } from '../selectors.ts';

/** Whether there are replicas, and enough of them. */

const objectOf = ({ namespace }: Parts, { name }: Installation) => `deployment/${name} -n ${namespace}`;
const scaleTo = ({ namespace }: Parts, { name }: Installation, replicas: number) =>
  `kubectl scale deployment/${name} -n ${namespace} --replicas=${replicas}`;

const missing: Check = {
  id: 'deployment-missing',
  severity: 'error',
  summary: 'The Deployment does not exist.',
  why: 'There is nobody to answer.',
  find: ofParts(function* (parts, installation) {
    // With no Service either, it is what an uninstall has left behind.
    if (parts.deployment !== 'missing' || parts.service === 'missing') return;
    yield { object: objectOf(parts, installation), what: 'It does not exist.', fix: putBack(installation) };
  }),
};

const none: Check = {
  id: 'no-replicas',
  severity: 'error',
  summary: 'The Deployment is scaled to nothing.',
  why: 'There is nobody to answer.',
  find: ofParts(function* (parts, installation) {
    if (typeof parts.deployment === 'string' || parts.deployment.spec.replicas !== 0) return;
    const fix = { text: 'Scale it up.', command: scaleTo(parts, installation, 2) };
    yield { object: objectOf(parts, installation), what: 'It wants no replicas.', fix };
  }),
};

const single: Check = {
  id: 'single-replica',
  severity: 'warning',
  summary: 'There is one replica only.',
  why: 'Calls fail whenever it moves to another node.',
  find: ofParts(function* (parts, installation) {
    if (typeof parts.deployment === 'string' || (parts.deployment.spec.replicas ?? 1) !== 1) return;
    const fix = { text: 'Run two; in the chart, replicas.', command: scaleTo(parts, installation, 2) };
    yield { object: objectOf(parts, installation), what: 'It wants one replica.', fix };
  }),
};

const unavailable: Check = {
  id: 'deployment-unavailable',
  severity: 'error',
  summary: 'Fewer replicas are available than are wanted.',
  why: 'With none, no call is answered; with one, the next disruption loses calls.',
  find: ofParts(function* (parts, installation) {
    if (typeof parts.deployment === 'string') return;
    const { spec, status } = parts.deployment;
    const { replicas = 1 } = spec;
    const available = status?.availableReplicas ?? 0;
    if (available >= replicas) return;
    const reasons = (status?.conditions ?? [])
      .filter(
        ({ type, status: is }) =>
          (type === 'ReplicaFailure' && is === 'True') || (type === 'Progressing' && is === 'False'),
      )
      .map(({ reason, message }) => ` ${reason}: ${message}`);
    yield {
      object: objectOf(parts, installation),
      what: `${available} of ${replicas} replicas are available.${reasons.join('')}`,
      fix: {
        text: 'See what its pods wait for; other findings may tell.',
        command: `kubectl describe deployment/${installation.name} -n ${parts.namespace} && kubectl get pods -n ${parts.namespace}`,
      },
    };
  }),
};

/** A check of the pods that have a container like this. */
function ofContainers(
  wrong: (status: ContainerStatus) => boolean,
  told: (status: ContainerStatus, pod: Pod) => string,
  fix: (pod: Pod, status: ContainerStatus) => { readonly text: string; readonly command: string },
): Check['find'] {
  return ofParts(function* ({ pods, namespace }) {
    for (const pod of pods === 'unknown' ? [] : pods) {
      const status = pod.status?.containerStatuses?.find(wrong);
      if (status)
        yield { object: `pod/${pod.metadata.name} -n ${namespace}`, what: told(status, pod), fix: fix(pod, status) };
    }
  });
}

const crashing: Check = {
  id: 'pod-crashing',
  severity: 'error',
  summary: 'A pod starts again and again.',
  why: 'It answers nothing; most often its settings are wrong, which its log says.',
  find: ofContainers(
    keepsCrashing,
    ({ name, restartCount = 0, lastState }) =>
      `Container ${name} has ended ${restartCount} times${exitOf(lastState?.terminated)}.`,
    ({ metadata }, { name }) => ({
      text: 'Read what it said before it ended.',
      command: `kubectl logs ${metadata.name} -n ${metadata.namespace} -c ${name} --previous`,
    }),
  ),
};

function exitOf(terminated: { readonly reason?: string; readonly exitCode?: number } | undefined): string {
  return terminated ? `, last with exit code ${terminated.exitCode} (${terminated.reason})` : '';
}

const image: Check = {
  id: 'image-not-pulled',
  severity: 'error',
  summary: 'The image of a pod cannot be pulled.',
  why: 'The pod never starts.',
  find: ofContainers(
    cannotPull,
    ({ name, state }, { spec }) =>
      `${spec.containers.find((container) => container.name === name)?.image}: ${state?.waiting?.reason}. ${state?.waiting?.message ?? ''}`.trim(),
    ({ metadata }) => ({
      text: 'Correct image.repository and image.tag of the chart, or give it imagePullSecrets.',
      command: `kubectl describe pod ${metadata.name} -n ${metadata.namespace}`,
    }),
  ),
};

const notReady: Check = {
  id: 'pod-not-ready',
  severity: 'warning',
  summary: 'A pod runs, but is not ready.',
  why: 'The Service leaves it out; its readiness page says which check fails.',
  find: ofParts(function* ({ pods, namespace }) {
    for (const pod of pods === 'unknown' ? [] : pods) {
      const broken = pod.status?.containerStatuses?.some((status) => keepsCrashing(status) || cannotPull(status));
      if (pod.status?.phase !== 'Running' || isReady(pod) || broken || pod.metadata.deletionTimestamp) continue;
      const { name } = pod.metadata;
      yield {
        object: `pod/${name} -n ${namespace}`,
        what: 'It is not ready.',
        fix: {
          text: 'Ask it why.',
          command: `kubectl get --raw /api/v1/namespaces/${namespace}/pods/${name}:8080/proxy/readyz`,
        },
      };
    }
  }),
};

const unscheduled: Check = {
  id: 'pod-not-scheduled',
  severity: 'error',
  summary: 'No node takes a pod.',
  why: 'The pod never starts.',
  find: ofParts(function* ({ pods, namespace }) {
    for (const { metadata, status } of pods === 'unknown' ? [] : pods) {
      const told = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
      if (!told) continue;
      yield {
        object: `pod/${metadata.name} -n ${namespace}`,
        what: `It waits for a node. ${told.message ?? ''}`.trim(),
        fix: {
          text: 'Correct nodeSelector, tolerations, affinity or resources of the chart, or add a node.',
          command: `kubectl describe pod ${metadata.name} -n ${namespace}`,
        },
      };
    }
  }),
};

const budget: Check = {
  id: 'disruption-budget-missing',
  severity: 'warning',
  summary: 'No PodDisruptionBudget covers the pods.',
  why: 'Draining nodes may take all replicas at once.',
  find: ofParts(function* (parts, installation) {
    const { deployment, budgets } = parts;
    if (typeof deployment === 'string' || budgets === 'unknown' || (deployment.spec.replicas ?? 1) < 2) return;
    const labels = deployment.spec.template.metadata?.labels ?? {};
    if (budgets.some(({ spec }) => selects(spec?.selector, labels))) return;
    yield {
      object: objectOf(parts, installation),
      what: 'No PodDisruptionBudget selects its pods.',
      fix: putBack(installation, ' It is part of the chart where podDisruptionBudget.enabled is set.'),
    };
  }),
};

const policy: Check = {
  id: 'network-policy',
  severity: 'warning',
  summary: 'NetworkPolicies select the pods, and none lets everybody reach their HTTPS port.',
  why: 'API servers seldom have labels by which a policy could let them in, so calls may time out.',
  find: ofParts(function* (parts) {
    const { deployment, policies } = parts;
    if (typeof deployment === 'string' || policies === 'unknown') return;
    const { metadata, spec } = deployment.spec.template;
    const https = spec.containers.flatMap((container) => container.ports ?? []).find(({ name }) => name === 'https');
    const of = policies.filter(
      (each) =>
        selects(each.spec?.podSelector, metadata?.labels) && (each.spec?.policyTypes?.includes('Ingress') ?? true),
    );
    const open = of.some((each) =>
      each.spec?.ingress?.some(
        ({ from = [], ports = [] }) =>
          from.length === 0 &&
          (ports.length === 0 ||
            ports.some((one) => one.port === undefined || includes(one, https?.containerPort ?? 9443))),
      ),
    );
    const [first] = of;
    if (!first || open) return;
    yield {
      object: `networkpolicy/${first.metadata.name} -n ${parts.namespace}`,
      what: `Of ${of.map((each) => each.metadata.name).join(', ')}, none lets all callers reach port ${https?.containerPort ?? 9443}.`,
      fix: {
        text: 'Let the addresses of the API servers in; where the policy does so, nothing is to be done.',
        command: `kubectl describe networkpolicy ${first.metadata.name} -n ${parts.namespace}`,
      },
    };
  }),
};

function includes(
  { port, endPort }: { readonly port?: number | string; readonly endPort?: number },
  wanted: number,
): boolean {
  if (typeof port === 'string') return port === 'https';
  return port !== undefined && port <= wanted && wanted <= (endPort ?? port);
}

export const workload: readonly Check[] = [
  missing,
  none,
  unavailable,
  image,
  crashing,
  unscheduled,
  notReady,
  single,
  budget,
  policy,
];
