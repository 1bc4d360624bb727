import { type Component as Part, standardMemory, standardPorts } from '../../../defaults/flink-cluster/standard.ts';
import { duplicate, invalid, nothing, type Problem } from '../../rule.ts';

import { fits } from '../memory.ts';
import { components, type OldClusterRule, type OldComponentSpec, pathOf, sectionOf } from './cluster-rule.ts';

type Ports = Readonly<Record<string, number | undefined>>;

const lowestPort = 1025;
const highestPort = 65_535;

function portsOf(section: OldComponentSpec, component: Part): Ports {
  return section.ports ? { ...standardPorts[component], ...section.ports } : standardPorts[component];
}

export const portAbove1024: OldClusterRule = {
  id: 'v1alpha1-port-above-1024',
  summary: 'Ports are above 1024.',
  explanation:
    'Flink does not run as root in its images, and only root may open the ports up to 1024. v1beta1 allows them, for ' +
    'images that do.',
  examples: {
    good: 'spec: { jobManager: { ports: { ui: 8080 } } }',
    bad: 'spec: { jobManager: { ports: { ui: 80 } } }',
  },
  check: (cluster, at) => portProblems(cluster, at, (port) => port < lowestPort, `must be at least ${lowestPort}`),
};

export const portInRange: OldClusterRule = {
  id: 'v1alpha1-port-in-range',
  summary: 'Ports are at most 65535.',
  explanation:
    'There are no higher ports. The reference operator lets them pass, and Kubernetes then refuses every pod and Service ' +
    'of the cluster.',
  examples: {
    good: 'spec: { jobManager: { ports: { ui: 65535 } } }',
    bad: 'spec: { jobManager: { ports: { ui: 70000 } } }',
  },
  check: (cluster, at) => portProblems(cluster, at, (port) => port > highestPort, `must be at most ${highestPort}`),
};

function portProblems(
  cluster: Parameters<OldClusterRule['check']>[0],
  at: Parameters<OldClusterRule['check']>[1],
  isWrong: (port: number) => boolean,
  message: string,
): readonly Problem[] {
  let problems: Problem[] | undefined;
  for (const component of components) {
    const { ports } = sectionOf(cluster, component);
    for (const name in ports) {
      const port = ports[name];
      if (typeof port !== 'number' || !isWrong(port)) continue;
      const place = pathOf(at, component).ports;
      problems ??= [];
      problems.push(invalid(place[name] ?? place, message));
    }
  }
  return problems ?? nothing;
}

export const portUnique: OldClusterRule = {
  id: 'v1alpha1-port-unique',
  summary: 'All ports of a component have different numbers.',
  explanation:
    'Flink opens each of its ports by itself, so two with one number means that the process ends with a bind error. The ' +
    'reference operator lets them pass in v1alpha1 and refuses them in v1beta1. A port that is left out has its standard ' +
    'number and counts too.',
  examples: {
    good: 'spec: { taskManager: { ports: { rpc: 7001, data: 7002 } } }',
    bad: 'spec: { taskManager: { ports: { rpc: 7001, data: 7001 } } }',
  },
  check(cluster, at) {
    let problems: Problem[] | undefined;
    for (const component of components) {
      const section = sectionOf(cluster, component);
      if (!section.ports) continue;
      const holders = new Map<number, string>();
      for (const [name, port] of Object.entries(portsOf(section, component))) {
        if (port === undefined) continue;
        const other = holders.get(port);
        if (other === undefined) {
          holders.set(port, name);
          continue;
        }
        problems ??= [];
        problems.push(
          duplicate(pathOf(at, component).ports, `uses ${port} for ${other} and ${name}`, {
            fix: 'give each port a number of its own',
          }),
        );
      }
    }
    return problems ?? nothing;
  },
};

export const memoryOffHeapRatioRange: OldClusterRule = {
  id: 'v1alpha1-memory-off-heap-ratio-range',
  summary: 'memoryOffHeapRatio is a percentage.',
  explanation:
    'It is the part of the memory of the container that stays outside the heap of Flink, 25 percent where it is left out.',
  examples: {
    good: 'spec: { jobManager: { memoryOffHeapRatio: 30 } }',
    bad: 'spec: { jobManager: { memoryOffHeapRatio: 130 } }',
  },
  check(cluster, at) {
    let problems: Problem[] | undefined;
    for (const component of components) {
      const ratio = sectionOf(cluster, component).memoryOffHeapRatio;
      if (ratio === undefined || (ratio >= 0 && ratio <= 100)) continue;
      problems ??= [];
      problems.push(invalid(pathOf(at, component).memoryOffHeapRatio, 'must be a percentage from 0 to 100'));
    }
    return problems ?? nothing;
  },
};

export const memoryOffHeapMinFits: OldClusterRule = {
  id: 'v1alpha1-memory-off-heap-min-fits',
  summary: 'memoryOffHeapMin is not more than the memory limit of the container.',
  explanation:
    'A minimum above the limit leaves no heap at all. Left out, it is 600M, which alone is too much for a container of ' +
    '512Mi. Without a memory limit no heap size is written, and nothing is compared.',
  examples: {
    good: 'spec: { taskManager: { memoryOffHeapMin: 1Gi, resources: { limits: { memory: 2Gi } } } }',
    bad: 'spec: { taskManager: { memoryOffHeapMin: 3Gi, resources: { limits: { memory: 2Gi } } } }',
  },
  check(cluster, at) {
    let problems: Problem[] | undefined;
    for (const component of components) {
      const { memoryOffHeapMin, resources } = sectionOf(cluster, component);
      const limit = resources?.limits?.['memory'];
      const least = memoryOffHeapMin ?? standardMemory.memoryOffHeapMin;
      if (limit === undefined || fits(least, limit)) continue;
      problems ??= [];
      problems.push(
        invalid(pathOf(at, component).memoryOffHeapMin, `is ${least}, more than the memory limit of ${limit}`, {
          fix: 'lower memoryOffHeapMin or raise the memory limit',
        }),
      );
    }
    return problems ?? nothing;
  },
};
