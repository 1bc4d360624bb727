import type { Check } from '../check.ts';

/** What is about the cluster, and about who looks at it. */

const oldest = [1, 28] as const;

const apiServerOld: Check = {
  id: 'api-server-old',
  severity: 'error',
  summary: `The API server is older than ${oldest.join('.')}.`,
  why: 'It does not know match conditions, and drops them from the webhooks in silence.',
  *find({ apiServer }) {
    const [major = 0, minor = 0] = (apiServer ?? '').split('.').map((part) => Number.parseInt(part, 10));
    if (apiServer === undefined || major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
    yield {
      object: 'cluster',
      what: `It is ${apiServer}.`,
      fix: { text: `Update the cluster to ${oldest.join('.')} or newer.` },
    };
  },
};

const clockSkew: Check = {
  id: 'clock-skew',
  severity: 'warning',
  summary: 'The clock of the API server and the one here differ by more than a minute.',
  why: 'What is said here about expiry may be wrong, and one of the two may take good certificates for expired ones.',
  *find({ trials, asked }) {
    const created = [trials.good, trials.bad]
      .map((trial) => (trial.result === 'let in' ? trial.created : undefined))
      .find(Boolean);
    const seconds = created === undefined ? 0 : Math.round((Date.parse(created) - asked.getTime()) / 1000);
    if (Math.abs(seconds) <= 60) return;
    yield {
      object: 'cluster',
      what: `The API server is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine.`,
      fix: { text: 'Correct the clock that is wrong; both sides should follow a time server.', command: 'date --utc' },
    };
  },
};

const notReadable: Check = {
  id: 'not-readable',
  severity: 'info',
  summary: 'Something could not be read, mostly because you lack the right to.',
  why: 'Checks that need it were left out.',
  *find({ denied }) {
    for (const { verb, resource, namespace, why } of denied) {
      const where = namespace === undefined ? '' : ` -n ${namespace}`;
      const flag = namespace === undefined ? ' --all-namespaces' : where;
      yield {
        object: `${resource}${where}`,
        what:
          why === undefined ? `You lack the right to ${verb} ${resource}.` : `${resource} could not be read: ${why}`,
        fix: {
          text: 'Ask an administrator, or look with another context.',
          command: `kubectl auth can-i ${verb} ${resource}${flag}`,
        },
      };
    }
  },
};

export const cluster: readonly Check[] = [apiServerOld, clockSkew, notReadable];
