import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { isDns1035Label } from '../../values/kubernetes-name.ts';
import { netOfName } from '../net.ts';
import { invalid, nothing, type Rule } from '../rule.ts';

/** What Flink appends to the name must fit into the 63 characters of a DNS label. */
const longestName = 45;
/** What an API server appends to generateName. */
const generated = 'xxxxx';

export const deploymentNameFormat: Rule<FlinkDeployment> = {
  id: 'deployment-name-format',
  summary:
    'The name of a FlinkDeployment has 1 to 45 lower-case letters, digits and dashes, a letter first and no dash ' +
    'last.',
  explanation:
    'The name is the cluster id of Flink and becomes part of the names of services, ConfigMaps and pods. With the ' +
    'suffixes that Flink appends it must stay within the 63 characters of a DNS label, which leaves 45 for the name.',
  scope: 'metadata',
  examples: { good: 'metadata: { name: word-count-2 }', bad: 'metadata: { name: Word_Count }' },
  net: netOfName('^[a-z]([-a-z0-9]{0,43}[a-z0-9])?$'),
  check({ metadata: { name, generateName } }, at) {
    if (name !== undefined) {
      const fault = nameFault(name);
      if (fault !== undefined) return [invalid(at.metadata.name, fault, { fix: nameFix })];
    } else if (generateName !== undefined) {
      const fault = nameFault(generateName + generated);
      if (fault !== undefined)
        return [invalid(at.metadata.generateName, `with 5 more characters ${fault}`, { fix: nameFix })];
    }
    return nothing;
  },
};

/** What is wrong with the name of a FlinkDeployment. */
export function nameFault(name: string): string | undefined {
  if (name.length > longestName) return `has ${name.length} characters; at most ${longestName} are allowed`;
  if (isDns1035Label(name)) return undefined;
  return 'must consist of lower-case letters, digits and dashes, start with a letter and not end in a dash';
}

export const nameFix = 'use a name such as word-count, at most 45 characters long';
