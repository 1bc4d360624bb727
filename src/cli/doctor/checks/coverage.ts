import { kindNames } from '../../../api/kinds.ts';
import { type Check, ofInstallation } from '../check.ts';
import { putBack } from '../fixes.ts';
import type { Entry, Installation, Side } from '../look.ts';

/** Whether API servers ask for everything that there is a rule about. */

const groups = new Map(Object.values(kindNames).map(({ plural, group }) => [plural as string, group as string]));
const scalable = ['flinkdeployments', 'flinkclusters'];
const sides: readonly Side[] = ['validating', 'mutating'];

const covers = (list: readonly string[] | undefined, word: string) =>
  list?.some((each) => each === word || each === '*') ?? false;

function asks({ webhook }: Entry, resource: string, operation?: string): boolean {
  const group = groups.get(resource.split('/')[0] ?? '') ?? '';
  return (webhook.rules ?? []).some(
    ({ apiGroups, resources, operations }) =>
      covers(apiGroups, group) &&
      (resources?.some((each) => each === resource || each === '*/*' || (each === '*' && !resource.includes('/'))) ??
        false) &&
      (operation === undefined || covers(operations, operation)),
  );
}

/** Sides that are there at all; that one is missing is told elsewhere. */
function* sidesOf({ entries }: Installation): Iterable<{ side: Side; object: string; own: readonly Entry[] }> {
  for (const side of sides) {
    const own = entries.filter((entry) => entry.side === side);
    const [first] = own;
    if (first) yield { side, own, object: `${side}webhookconfiguration/${first.configuration}` };
  }
}

const kinds: Check = {
  id: 'kind-not-judged',
  severity: 'error',
  summary: 'A webhook configuration leaves out a kind.',
  why: 'Objects of that kind are stored without being asked about.',
  find: ofInstallation(function* (installation) {
    for (const { own, object } of sidesOf(installation)) {
      const missing = [...groups.keys()].filter((plural) => !own.some((entry) => asks(entry, plural)));
      if (missing.length === 0) continue;
      yield { object, what: `It does not ask about ${missing.join(', ')}.`, fix: putBack(installation) };
    }
  }),
};

const scale: Check = {
  id: 'scale-not-judged',
  severity: 'warning',
  summary: 'The validating configuration leaves out a scale sub-resource.',
  why: 'kubectl scale and autoscalers go past the rules about parallelism and replicas.',
  find: ofInstallation(function* (installation) {
    for (const { side, own, object } of sidesOf(installation)) {
      const missing = scalable
        .map((plural) => `${plural}/scale`)
        .filter((each) => !own.some((entry) => asks(entry, each)));
      if (side !== 'validating' || missing.length === 0) continue;
      yield { object, what: `It does not ask about ${missing.join(', ')}.`, fix: putBack(installation) };
    }
  }),
};

const operations: Check = {
  id: 'operation-not-judged',
  severity: 'error',
  summary: 'A webhook configuration leaves out creations or updates of a kind.',
  why: 'What is refused in one way can be done in the other.',
  find: ofInstallation(function* (installation) {
    for (const { own, object } of sidesOf(installation)) {
      const missing = [...groups.keys()]
        .filter((plural) => own.some((entry) => asks(entry, plural)))
        .flatMap((plural) =>
          ['CREATE', 'UPDATE']
            .filter((operation) => !own.some((entry) => asks(entry, plural, operation)))
            .map((operation) => `${operation} of ${plural}`),
        );
      if (missing.length === 0) continue;
      yield { object, what: `It does not ask about ${missing.join(', ')}.`, fix: putBack(installation) };
    }
  }),
};

const others: Check = {
  id: 'other-webhooks',
  severity: 'info',
  summary: 'Another webhook, such as that of the Flink operator, judges Flink objects as well.',
  why: 'An object must please both; a refusal names the webhook it is from.',
  *find({ configurations, installations }) {
    const ours = new Set(installations.flatMap(({ entries }) => entries.map(({ configuration }) => configuration)));
    for (const side of sides) {
      const found = configurations[side];
      for (const { metadata, webhooks = [] } of found === 'unknown' ? [] : found) {
        const flink = webhooks.filter(({ rules = [] }) =>
          rules.some(({ apiGroups }) => [...groups.values()].some((group) => apiGroups?.includes(group))),
        );
        if (ours.has(metadata.name) || flink.length === 0) continue;
        yield {
          object: `${side}webhookconfiguration/${metadata.name}`,
          what: `Its ${flink.map(({ name }) => name).join(', ')} is asked about Flink objects too.`,
          fix: { text: 'Nothing is to be done where both are wanted.' },
        };
      }
    }
  },
};

export const coverage: readonly Check[] = [kinds, scale, operations, others];
