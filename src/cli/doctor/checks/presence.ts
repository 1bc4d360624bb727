import { type Check, configurationOf, ofInstallation } from '../check.ts';
import { putBack, removeConfigurations } from '../fixes.ts';
import type { Installation, Side } from '../look.ts';

/** Whether there is an installation, one, and all of it. */

const notInstalled: Check = {
  id: 'not-installed',
  severity: 'error',
  summary: 'No webhook configuration and no Deployment of Sluice was found.',
  why: 'Flink objects are stored as they are written, with nobody to judge them.',
  *find({ installations, configurations, denied }) {
    const { validating, mutating } = configurations;
    if (installations.length > 0) return;
    const blind =
      validating === 'unknown' ||
      mutating === 'unknown' ||
      denied.some(({ resource }) => resource === 'deployments.apps');
    yield {
      object: 'cluster',
      what: blind ? 'Sluice was not found where you may look.' : 'Sluice is not installed.',
      fix: {
        text: 'Install its chart; where it is installed under --namespace or --release, these may be misspelt.',
        command: 'helm install sluice charts/sluice --namespace sluice-system --create-namespace',
      },
    };
  },
};

function missingSide(side: Side, { severity, why }: Pick<Check, 'severity' | 'why'>): Check {
  return {
    id: `${side}-missing`,
    severity,
    summary: `There is no ${side} webhook configuration.`,
    why,
    find: ofInstallation(function* (installation, { configurations }) {
      const { entries, name } = installation;
      if (configurations[side] === 'unknown' || entries.some((entry) => entry.side === side)) return;
      yield {
        object: `${side}webhookconfiguration`,
        what: `${name} has no ${side} webhook configuration.`,
        fix: putBack(installation, ` If it was left out on purpose (webhooks.${side}.enabled), nothing is to be done.`),
      };
    }),
  };
}

const validatingMissing = missingSide('validating', {
  severity: 'error',
  why: 'Nothing is judged: API servers do not know that they are to ask.',
});
const mutatingMissing = missingSide('mutating', {
  severity: 'warning',
  why: 'Defaults are not filled in, so what is stored does not say what will run.',
});

const leftover: Check = {
  id: 'leftover-configuration',
  severity: 'error',
  summary: 'Webhook configurations are there, but their Service and Deployment are not.',
  why: 'With failurePolicy Fail no Flink object can be created or changed in the whole cluster.',
  find: ofInstallation(function* ({ entries, parts }) {
    const [first] = entries;
    if (!first || parts?.service !== 'missing' || parts.deployment !== 'missing') return;
    yield {
      object: configurationOf(first),
      what: `It calls service ${parts.serviceName} in namespace ${parts.namespace}, of which nothing is left.`,
      fix: { text: 'Take away what an uninstall has left behind.', command: removeConfigurations(entries) },
    };
  }),
};

const twice: Check = {
  id: 'installed-twice',
  severity: 'warning',
  summary: 'Two installations judge the same kinds.',
  why: 'Every object is judged twice, perhaps by different rules, and the stricter of them wins.',
  *find({ installations }) {
    for (const [index, one] of installations.entries()) {
      for (const other of installations.slice(index + 1)) {
        const shared = webhooksOf(one).filter((name) => webhooksOf(other).includes(name));
        const [first] = other.entries;
        if (shared.length === 0 || !first) continue;
        yield {
          object: configurationOf(first),
          what: `${placeOf(one)} and ${placeOf(other)} both answer for ${shared.join(', ')}.`,
          fix: uninstall(other),
        };
      }
    }
  },
};

const webhooksOf = ({ entries }: Installation) => entries.map(({ webhook }) => webhook.name);
const placeOf = ({ name, parts }: Installation) => (parts ? `${parts.namespace}/${name}` : name);

function uninstall({ release, parts, entries }: Installation) {
  const text = 'Take one of them away, or give them different namespaces (watchNamespaces).';
  if (release === undefined || !parts) return { text, command: removeConfigurations(entries) };
  return { text, command: `helm uninstall ${release} -n ${parts.namespace}` };
}

export const presence: readonly Check[] = [notInstalled, validatingMissing, mutatingMissing, leftover, twice];
