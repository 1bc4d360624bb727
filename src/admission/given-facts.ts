import { kindNames } from '../api/kinds.ts';
import { stateLoss } from '../rules/edit-effect.ts';
import { isObject, type JsonObject } from '../values/json.ts';
import type { Lookup, Policy, Resolver } from './ports.ts';

/** Judges everything as the rules say, and as a server does without settings: what `sluice review` and `sluice lint` do. */
export const strictPolicy: Policy = {
  mode: (rule) => (rule === stateLoss.id ? 'warn' : 'enforce'),
  onRuleError: 'allow',
  ruleBudget: 1000,
  defaults: 'full',
};

/** Objects that were handed over stand for the whole cluster: what is not among them does not exist. */
export function lookupIn(objects: Iterable<unknown>): Lookup {
  const found = new Map<string, JsonObject>();
  for (const object of objects) {
    if (!isObject(object) || !isObject(object['metadata'])) continue;
    const { namespace, name } = object['metadata'];
    found.set(`${object['apiVersion']} ${object['kind']} ${namespace ?? ''} ${name}`, object);
  }
  return {
    find(id, namespace, name) {
      const { group, version, kind } = kindNames[id];
      const object = found.get(`${group}/${version} ${kind} ${namespace} ${name}`);
      return object as ReturnType<Lookup['find']>;
    },
  };
}

/** Nobody can say. */
export const unknownLookup: Lookup = { find: () => 'unknown' };
export const unknownResolver: Resolver = { resolve: async () => 'unknown' };

/** Host names that were handed over, letter for letter, stand for the whole of DNS; `null` is a name without address. */
export function resolverOf(addresses: Readonly<Record<string, string | readonly string[] | null>>): Resolver {
  const known = new Map(Object.entries(addresses));
  return {
    async resolve(host) {
      const found = known.get(host);
      if (found === undefined || found === null) return [];
      return typeof found === 'string' ? [found] : found;
    },
  };
}
