import { parseQuantity, quantitySign } from '../../values/quantity.ts';
import { nothing, required } from '../rule.ts';
import {
  type ClusterRule,
  type Component,
  type ComponentSpec,
  componentNames,
  inComponent,
  pathOf,
  sectionOf,
} from './cluster-rule.ts';

type Amount = string | number | undefined;

/** The usual amount begins with a digit that is not zero; only others are worth reading. */
function isNothing(amount: Amount): boolean {
  if (amount === undefined || amount === 0) return true;
  if (typeof amount === 'number') return false;
  const first = amount.charCodeAt(0);
  if (first > 0x30 && first <= 0x39) return false;
  const quantity = parseQuantity(amount);
  return quantity !== undefined && quantitySign(quantity) === 0;
}

/** What the container is given: its limit, or its request where the limit is zero or left out. */
export function amountOf({ resources }: Pick<ComponentSpec, 'resources'>, resource: 'cpu' | 'memory'): Amount {
  const limit = resources?.limits?.[resource];
  if (!isNothing(limit)) return limit;
  const request = resources?.requests?.[resource];
  return isNothing(request) ? undefined : request;
}

export function resourcesSpecified(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-resources-specified`,
    summary: `Resources of the ${title} that are given name requests or limits.`,
    explanation:
      'The memory that Flink may use and the number of task slots are computed from the resources of the container. ' +
      'Leaving resources out as a whole gives the standard ones (200m and 512Mi requested, limited to 2 and 2Gi); giving ' +
      'them empty leaves nothing to compute with.',
    examples: {
      good: inComponent(component, '{ resources: { limits: { cpu: "1", memory: 2Gi } } }'),
      bad: inComponent(component, '{ resources: {} }'),
    },
    net: {
      holds: `!self.?${component}.?resources.hasValue() || has(self.${component}.resources.requests) || has(self.${component}.resources.limits)`,
      field: `.${component}.resources`,
      reason: 'FieldValueRequired',
    },
    check(cluster, at) {
      const { resources } = sectionOf(cluster, component);
      if (!resources || resources.requests || resources.limits) return nothing;
      return [
        required(pathOf(at, component).resources, 'must have requests or limits', {
          fix: 'add limits with cpu and memory, or leave resources out',
        }),
      ];
    },
  };
}

export const cpuSpecified = (component: Component) =>
  resourceSpecified(component, 'cpu', 'The number of task slots of a TaskManager is half its CPU where it is not set.');

export const memorySpecified = (component: Component) =>
  resourceSpecified(component, 'memory', "The sizes of Flink's memory are computed from it.");

function resourceSpecified(component: Component, resource: 'cpu' | 'memory', why: string): ClusterRule {
  const { id, title } = componentNames[component];
  const other = resource === 'cpu' ? 'memory: 2Gi' : 'cpu: "1"';
  return {
    id: `${id}-${resource}-specified`,
    summary: `Resources of the ${title} that are given include ${resource}.`,
    explanation:
      `${why} Either the limit or the request is enough; the limit counts where both are there. Zero is the same as ` +
      'nothing. Resources that are given in part are not completed by the standard ones.',
    examples: {
      good: inComponent(component, '{ resources: { requests: { cpu: "1", memory: 2Gi } } }'),
      bad: inComponent(component, `{ resources: { limits: { ${other} } } }`),
    },
    net: {
      holds:
        `!self.?${component}.?resources.hasValue() || ` +
        `!(has(self.${component}.resources.requests) || has(self.${component}.resources.limits)) || ` +
        `self.${component}.resources.?limits[?'${resource}'].hasValue() || ` +
        `self.${component}.resources.?requests[?'${resource}'].hasValue()`,
      field: `.${component}.resources`,
      reason: 'FieldValueRequired',
      leaves: 'amounts of zero',
    },
    check(cluster, at) {
      const section = sectionOf(cluster, component);
      const { resources } = section;
      // Left out means the standard ones; empty is found by another rule.
      if (!resources || !(resources.requests || resources.limits)) return nothing;
      if (amountOf(section, resource) !== undefined) return nothing;
      return [
        required(pathOf(at, component).resources, `must have ${resource} that is not zero in limits or requests`, {
          fix: `set limits.${resource}`,
        }),
      ];
    },
  };
}
