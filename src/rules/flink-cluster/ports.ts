import { standardPorts } from '../../defaults/flink-cluster/standard.ts';
import { duplicate, nothing, type Problem } from '../rule.ts';
import {
  type ClusterRule,
  type Component,
  type ComponentSpec,
  componentNames,
  inComponent,
  pathOf,
  sectionOf,
} from './cluster-rule.ts';

type Ports = Readonly<Record<string, number>>;

/** Names of the ports that Flink itself opens. */
export const builtInPorts: Readonly<Record<Component, readonly string[]>> = {
  jobManager: Object.keys(standardPorts.jobManager),
  taskManager: Object.keys(standardPorts.taskManager),
};

/** The number of a built-in port, given or standard. */
export function portOf(section: ComponentSpec, component: Component, name: string): number | undefined {
  return section.ports?.[name] ?? (standardPorts[component] as Ports)[name];
}

/** Who has which number already: the built-in ports first, as they are listed. */
function builtInHolders(section: ComponentSpec, component: Component): Map<number, string[]> {
  const holders = new Map<number, string[]>();
  for (const name of builtInPorts[component]) {
    const port = portOf(section, component, name);
    if (port === undefined) continue;
    const others = holders.get(port);
    if (others) others.push(name);
    else holders.set(port, [name]);
  }
  return holders;
}

/** The numbers of the built-in ports as a list in CEL. */
function netOfPorts(component: Component): string {
  const ports = Object.entries(standardPorts[component]);
  return `[${ports.map(([name, port]) => `self.?${component}.?ports.?${name}.orValue(${port})`).join(', ')}]`;
}

/** That something is true of each extra port. */
function netOfExtraPorts(component: Component, truth: string): string {
  const section = `self.${component}`;
  return `(!has(${section}) || !has(${section}.extraPorts) || ${section}.extraPorts.all(extra, ${truth}))`;
}

export function portNumberUnique(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-port-number-unique`,
    summary: `All ports of the ${title} have different numbers.`,
    explanation:
      'Flink opens each of its ports by itself, so two with one number means that the process ends with a bind error. The ' +
      'same goes for extraPorts, whatever their protocol. A port that is left out has its standard number and counts too: ' +
      'moving one port onto the standard number of another needs both to be moved.',
    examples: {
      good: inComponent(component, '{ ports: { rpc: 7001, query: 7002 } }'),
      bad: inComponent(component, '{ ports: { rpc: 7001, query: 7001 } }'),
    },
    net: {
      holds:
        `${netOfPorts(component)}.all(port, ${netOfPorts(component)}.filter(other, other == port).size() == 1) && ` +
        netOfExtraPorts(component, `!(extra.containerPort in ${netOfPorts(component)})`),
      field: `.${component}`,
      leaves: 'extraPorts among themselves',
    },
    check(cluster, at) {
      const section = sectionOf(cluster, component);
      if (!section.ports && !section.extraPorts) return nothing;
      const place = pathOf(at, component);
      const problems: Problem[] = [];
      const holders = builtInHolders(section, component);
      for (const [port, sharing] of holders) {
        if (sharing.length < 2) continue;
        // The port that was moved is at fault; where several were, all of them are.
        const moved = sharing.filter((name) => (standardPorts[component] as Ports)[name] !== port);
        const path = moved.length === 1 && moved[0] ? (place.ports[moved[0]] ?? place.ports) : place.ports;
        problems.push(
          duplicate(path, `uses ${port} for ${sharing.join(' and ')}`, { fix: 'give each port a number of its own' }),
        );
      }
      section.extraPorts?.forEach((extra, index) => {
        const port = extra?.containerPort;
        if (port === undefined) return;
        const other = holders.get(port)?.[0];
        const name = extra.name || `extraPorts[${index}]`;
        if (other === undefined) holders.set(port, [name]);
        else {
          const path = place.extraPorts[index] ?? place.extraPorts;
          problems.push(
            duplicate(path, `uses ${port}, which ${other} has already`, { fix: 'give each port a number of its own' }),
          );
        }
      });
      return problems;
    },
  };
}

export function portNameUnique(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  const builtIn = builtInPorts[component].join(', ');
  return {
    id: `${id}-port-name-unique`,
    summary: `All ports of the ${title} have different names.`,
    explanation:
      `The built-in ports are called ${builtIn}; extraPorts must not take these names, nor share one among themselves. ` +
      'Kubernetes refuses a container whose ports have one name, and Services and probes find ports by name. An extra ' +
      'port needs no name.',
    examples: {
      good: inComponent(component, '{ extraPorts: [{ name: metrics, containerPort: 9249 }] }'),
      bad: inComponent(component, '{ extraPorts: [{ name: rpc, containerPort: 9249 }] }'),
    },
    net: {
      holds: netOfExtraPorts(component, `!(extra.?name.orValue('') in ['${builtInPorts[component].join("', '")}'])`),
      field: `.${component}.extraPorts`,
      leaves: 'extraPorts among themselves',
    },
    check(cluster, at) {
      const { extraPorts } = sectionOf(cluster, component);
      if (!extraPorts) return nothing;
      const taken = new Set(builtInPorts[component]);
      const problems: Problem[] = [];
      extraPorts.forEach((extra, index) => {
        const name = extra?.name;
        if (!name) return;
        if (!taken.has(name)) {
          taken.add(name);
          return;
        }
        const { extraPorts: list } = pathOf(at, component);
        problems.push(
          duplicate(list[index] ?? list, `is named ${name}, as another port of the ${title} is`, {
            fix: `choose another name; ${builtIn} are built in`,
          }),
        );
      });
      return problems;
    },
  };
}
