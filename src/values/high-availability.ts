import { highAvailabilityType } from './configuration-options.ts';
import type { EffectiveConfiguration } from './effective-configuration.ts';

const className = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/;
const longestClassName = 1000;

/**
 * Whether Flink would run with high availability. Flink takes every unknown word for the name of a factory class; what
 * cannot be one is reported as misspelt.
 */
export function isHighAvailabilityActive(
  configuration: EffectiveConfiguration,
): 'active' | 'inactive' | { readonly misspelt: string } {
  const type = configuration.value(highAvailabilityType);
  if (type === undefined) return 'inactive';
  switch (type.toLowerCase()) {
    case 'kubernetes':
    case 'zookeeper':
      return 'active';
    case 'none':
    // What Flink called it before it was called NONE.
    case 'standalone':
      return 'inactive';
  }
  return type.length <= longestClassName && className.test(type) ? 'active' : { misspelt: type };
}
