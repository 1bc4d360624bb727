import { judge } from '../../admission/judge.ts';
import { admittedKinds } from '../../admission/kinds.ts';
import type { GatePorts, Lookup, Policy, Resolver } from '../../admission/ports.ts';
import { depthLimit } from '../../admission/request.ts';
import { type KindId, kindNames, kindOf } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Clock } from '../../clock.ts';
import type { Ports, Resource } from '../../engine/ports.ts';
import type { OperatorConfiguration } from '../../values/effective-configuration.ts';
import { withoutNulls } from '../../values/json.ts';

export interface FindingsOptions {
  readonly operator: () => OperatorConfiguration;
  readonly resolver: Resolver;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** Verdicts that are remembered at once; past that the memory starts anew. */
const mostKnown = 5000;

interface Judged {
  readonly generation: number;
  readonly operator: OperatorConfiguration;
  /** The spec that the object is compared with. */
  readonly last: string | undefined;
  readonly findings: readonly string[];
}

type Findings = (resource: Resource, resources: Ports['resources']) => Promise<readonly string[]>;

/** The rules of the gate, asked again by the engine: who was stored without the gate must not be carried out either (C-19). */
export function createFindings(options: FindingsOptions): Findings {
  const { operator } = options;
  /** A FlinkDeployment is judged anew when it, what it is compared with, or the operator's configuration changes. */
  const byUid = new Map<string, Judged>();

  return async (resource, resources) => {
    const { uid, generation } = resource.metadata;
    const status = resource.status as
      | { readonly reconciliationStatus?: { readonly lastReconciledSpec?: string } }
      | undefined;
    const last = status?.reconciliationStatus?.lastReconciledSpec;
    const judged = byUid.get(uid);
    const alone = resource.kind === 'FlinkDeployment';
    if (alone && judged?.generation === generation && judged.operator === operator() && judged.last === last) {
      return judged.findings;
    }
    const ports = portsOf(options, lookupIn(resources));
    const id = kindOf(resource.apiVersion, resource.kind) as KindId;
    const { findings } = await judge(
      {
        kind: admittedKinds[id],
        object: withoutNulls(resource as unknown as KubeObject, depthLimit),
        operation: 'CREATE',
        namespace: resource.metadata.namespace,
      },
      ports,
    );
    const told = findings
      .filter(({ severity }) => severity !== 'warning')
      .map(({ rule, path, message }) => `${rule} ${path}: ${message}`);
    if (byUid.size >= mostKnown) byUid.clear();
    if (alone) byUid.set(uid, { generation, operator: operator(), last, findings: told });
    return told;
  };
}

function portsOf({ operator, resolver, clock, policy }: FindingsOptions, lookup: Lookup): GatePorts {
  return {
    lookup,
    resolver,
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    operatorConfiguration: operator,
    policy: () => policy,
  };
}

function lookupIn(resources: Ports['resources']): Lookup {
  return {
    find: (id, namespace, name) => {
      const { kind } = kindNames[id];
      if (kind !== 'FlinkDeployment' && kind !== 'FlinkSessionJob') return 'unknown';
      return resources.find(kind, namespace, name) as KubeObject | undefined;
    },
  };
}
