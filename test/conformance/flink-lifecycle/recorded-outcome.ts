import type { Recorded } from '../flink-reconcile/recording.ts';
import { callLine, eventLine, keptData, type Outcome, plainName, withoutRepeats } from './outcome.ts';
import type { Recording } from './recording.ts';

const kinds: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  deployments: 'Deployment',
  flinkstatesnapshots: 'FlinkStateSnapshot',
  ingresses: 'Ingress',
  services: 'Service',
};

/** What the autoscaler keeps, which we do not have. */
const isAutoscaler = (name: string | null) => name?.startsWith('autoscaler-') === true;

export function recordedOutcome({ created, options, writes, states, calls, events }: Recording): Outcome {
  const counted = writes.filter(
    ({ verb, resource, name, code }) =>
      kinds[resource] && code < 300 && /^(create|delete)/.test(verb) && !isAutoscaler(name),
  );
  return {
    creations: created
      .filter(({ metadata }: Recorded) => !isAutoscaler(metadata.name))
      .map((object) => ({ object, options: options.get(object) })),
    writes: withoutRepeats(
      counted.map(({ verb, resource, name, at }) => {
        const kind = kinds[resource] as string;
        return { at, line: verb === 'deletecollection' ? keptData : `${verb} ${kind}/${plainName(kind, name ?? '')}` };
      }),
      ({ line }) => line,
    ),
    calls: calls
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, query, body, at }) => ({ line: callLine(method, path, query), body, at })),
    states: states.map(({ at, kind, name, change, status }) => ({
      at,
      object: `${kind}/${plainName(kind, name)}`,
      status: status ?? undefined,
      isGone: change === 'removed',
    })),
    events: events.map(({ type, reason, on, to }) => eventLine(type, reason, plainOn(on), to)),
  };
}

function plainOn(on: string): string {
  const [kind = '', name = ''] = on.split('/');
  return `${kind}/${plainName(kind, name)}`;
}
