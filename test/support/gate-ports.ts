import { lookupIn, resolverOf, strictPolicy } from '../../src/admission/given-facts.ts';
import type { GatePorts, Policy } from '../../src/admission/ports.ts';
import { foresight } from '../../src/engine/preview/foresight.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';

interface World {
  readonly flinkConf?: Readonly<Record<string, string>>;
  readonly context?: readonly unknown[];
  readonly resolve?: Readonly<Record<string, string | null>>;
  readonly policy?: Partial<Policy>;
}

/** The ports of a gate in a small world: nothing exists but what is given. */
export function gatePorts({ flinkConf = {}, context = [], resolve = {}, policy = {} }: World = {}): GatePorts {
  const configuration = OperatorConfiguration.from(flinkConf);
  return {
    lookup: lookupIn(context),
    resolver: resolverOf(resolve),
    now: () => new Date('2026-11-24T12:00:00Z'),
    elapsed: () => performance.now(),
    operatorConfiguration: () => configuration,
    policy: () => ({ ...strictPolicy, ...policy }),
    foresight: async () => foresight,
  };
}
