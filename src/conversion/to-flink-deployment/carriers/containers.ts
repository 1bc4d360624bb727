import type { Probe } from '../../../api/pod-template/types.ts';
import type { Component } from '../../../defaults/flink-cluster/standard.ts';
import { forBoth } from '../carrier.ts';
import { isGiven, type Source, sectionOf } from '../source.ts';

export const containers = forBoth({
  fields: ['initContainers', 'sidecars'],
  becomes:
    '`initContainers` and further `containers` of the pod template; init containers no longer see /opt/flink/conf',
  carry(component, source, draft) {
    const { initContainers = [], sidecars = [] } = sectionOf(source, component);
    const pod = draft.pods[component];
    for (const container of initContainers) pod.addInitContainer(container);
    pod.addSidecars(sidecars);
    draft.carried(`${component}.initContainers`, `spec.${component}.podTemplate.spec.initContainers`);
    draft.carried(`${component}.sidecars`, `spec.${component}.podTemplate.spec.containers`);
  },
});

export const probes = forBoth({
  fields: ['livenessProbe', 'readinessProbe'],
  becomes: 'probes of the main container; those that a FlinkCluster has by default are left out',
  carry(component, source, draft) {
    const section = sectionOf(source, component);
    for (const field of ['livenessProbe', 'readinessProbe'] as const) {
      const probe = section[field];
      if (!probe || !isGiven(source, `${component}.${field}`)) continue;
      draft.pods[component].main[field] = withNumbers(probe, portsOf(source, component));
      draft.carried(`${component}.${field}`, `spec.${component}.podTemplate.spec.containers[0].${field}`);
    }
  },
});

type Ports = Readonly<Record<string, number>>;

const portsOf = (source: Source, component: Component): Ports => ({ ...sectionOf(source, component).ports });

/** The ports of a FlinkDeployment have other names. */
function withNumbers(probe: Probe, ports: Ports): Probe {
  const { tcpSocket, httpGet } = probe;
  return {
    ...probe,
    ...(tcpSocket && { tcpSocket: withNumber(tcpSocket, ports) }),
    ...(httpGet && { httpGet: withNumber(httpGet, ports) }),
  };
}

function withNumber<T extends { port?: number | string }>(check: T, ports: Ports): T {
  const { port } = check;
  return typeof port === 'string' && Object.hasOwn(ports, port) ? { ...check, port: ports[port] } : check;
}
