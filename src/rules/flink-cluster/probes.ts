import { invalid, nothing, type Problem } from '../rule.ts';
import {
  type ClusterRule,
  type Component,
  type ComponentSpec,
  componentNames,
  inComponent,
  pathOf,
  sectionOf,
} from './cluster-rule.ts';
import { builtInPorts, portOf } from './ports.ts';

const kinds = ['livenessProbe', 'readinessProbe'] as const;
const handlers = ['exec', 'grpc', 'httpGet', 'tcpSocket'] as const;

export function probeOneHandler(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-probe-one-handler`,
    summary: `A probe of the ${title} checks in one way.`,
    explanation:
      'Kubernetes refuses a container whose probe has two handlers, so the workload would get no pod. The reference ' +
      'operator causes this itself: it lays a probe with httpGet, exec or grpc over its own TCP check and keeps both. ' +
      'Here such a handler replaces the TCP check, but a cluster that was stored before may still have two.',
    severity: 'warning',
    examples: {
      good: inComponent(component, '{ readinessProbe: { tcpSocket: { port: 8081 } } }'),
      bad: inComponent(
        component,
        '{ readinessProbe: { httpGet: { path: /, port: 8081 }, tcpSocket: { port: 8081 } } }',
      ),
    },
    check(cluster, at) {
      const section = sectionOf(cluster, component);
      if (!section.livenessProbe && !section.readinessProbe) return nothing;
      const problems: Problem[] = [];
      for (const kind of kinds) {
        const probe = section[kind];
        if (!probe) continue;
        const given = handlers.filter((handler) => probe[handler] !== undefined);
        if (given.length < 2) continue;
        problems.push(
          invalid(pathOf(at, component)[kind], `has ${given.join(' and ')}; Kubernetes allows one of them`, {
            fix: 'keep one handler',
          }),
        );
      }
      return problems;
    },
  };
}

export function probePortOpen(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-probe-port-open`,
    summary: `A TCP check of the ${title} asks a port that its pod declares.`,
    explanation:
      'A probe that asks a port where nothing listens kills the container again and again. The standard probes ask the ' +
      'rpc port. They are written into the cluster as defaults, so moving ports.rpc later does not move them.',
    severity: 'warning',
    examples: {
      good: inComponent(component, '{ ports: { rpc: 7001 }, livenessProbe: { tcpSocket: { port: 7001 } } }'),
      bad: inComponent(component, '{ ports: { rpc: 7001 }, livenessProbe: { tcpSocket: { port: 7009 } } }'),
    },
    check(cluster, at) {
      const section = sectionOf(cluster, component);
      if (!section.livenessProbe && !section.readinessProbe) return nothing;
      const problems: Problem[] = [];
      for (const kind of kinds) {
        const port = section[kind]?.tcpSocket?.port;
        if (typeof port !== 'number' || isOpen(port, section, component)) continue;
        const path = pathOf(at, component)[kind].tcpSocket.port;
        problems.push(
          invalid(path, `is ${port}, which no container of the ${title} declares`, {
            fix: 'ask the rpc port, or remove the probe',
          }),
        );
      }
      return problems;
    },
  };
}

function isOpen(port: number, section: ComponentSpec, component: Component): boolean {
  for (const name of builtInPorts[component]) if (portOf(section, component, name) === port) return true;
  if (section.extraPorts?.some((extra) => extra?.containerPort === port)) return true;
  return section.sidecars?.some((sidecar) => sidecar?.ports?.some((open) => open?.containerPort === port)) ?? false;
}
