import type { FlinkCluster } from '../../../src/api/flink-cluster/types.ts';
import { flinkClusterRules } from '../../../src/rules/flink-cluster/index.ts';
import { checkRules } from '../../../src/rules/rule.ts';
import type { KubeObject } from '../kube-object.ts';
import { epoch } from '../simulated-time.ts';

/** Why the gate refuses an object, or a change of one, by the ids of its rules. */
export function refusals(object: KubeObject, time: number, previous?: KubeObject): readonly string[] {
  const operation = previous ? 'UPDATE' : 'CREATE';
  const facts = { now: new Date(epoch + time), operation, ...(previous && { previous }) };
  return checkRules(flinkClusterRules, object as unknown as FlinkCluster, facts as never)
    .filter(({ severity }) => severity !== 'warning')
    .map(({ rule, path, message }) => `${rule} ${path}: ${message}`);
}
