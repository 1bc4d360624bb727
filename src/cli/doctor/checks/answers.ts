import { type Check, ofParts } from '../check.ts';
import type { Look, Trial } from '../look.ts';

/** What API servers got when they asked, by dry runs. */

const causes: readonly (readonly [RegExp, string, string])[] = [
  [
    /unknown authority|not trusted/,
    'it does not trust the certificate',
    'The caBundle and the certificate must be of one CA.',
  ],
  [
    /certificate is valid for|doesn't contain any|cannot validate certificate/,
    'the certificate is for other names',
    'The certificate must name the Service.',
  ],
  [
    /expired or is not yet valid|not yet valid/,
    'the certificate is out of date',
    'See why nobody renews it, and compare clocks.',
  ],
  [
    /no endpoints available|no service port|service "[^"]*" not found/,
    'the Service leads nowhere',
    'See the Service, its endpoints and the pods.',
  ],
  [/connection refused/, 'nobody listens', 'See whether the pods run, and the target port of the Service.'],
  [
    /deadline exceeded|timeout|timed out|no answer/i,
    'no answer came in time',
    'See NetworkPolicies and firewalls between API servers and pods, and the load of the pods.',
  ],
  [
    /no such host|no route to host|unreachable/,
    'there is no way to it',
    'See the network between API servers and pods (hostNetwork of the chart).',
  ],
  [/could not find the requested resource|404/, 'the gate does not know the path', 'See the path of the webhook.'],
];

const failed = /failed calling webhook|conversion webhook for .* failed/;

function causeOf(message: string) {
  const [, cause, hint] = causes.find(([pattern]) => pattern.test(message)) ?? [
    undefined,
    'the call failed',
    'The message tells why.',
  ];
  return { cause, hint };
}

const place = ({ trials }: Look) => `dry run in namespace ${trials.namespace}`;
const refusal = (trial: Trial) => (trial.result === 'refused' ? trial.message : undefined);

const notReached: Check = {
  id: 'gate-not-reached',
  severity: 'error',
  summary: 'An API server could not ask the gate.',
  why: 'Flink objects can be neither created nor changed.',
  *find(look) {
    const message = [look.trials.good, look.trials.bad]
      .map(refusal)
      .find((text) => text !== undefined && failed.test(text));
    if (message === undefined || look.installations.length === 0) return;
    const { cause, hint } = causeOf(message);
    yield {
      object: place(look),
      what: `The API server called the gate, and ${cause}: ${message}`,
      fix: { text: hint },
    };
  },
};

const goodRefused: Check = {
  id: 'good-object-refused',
  severity: 'warning',
  summary: 'A FlinkDeployment that is right by all rules was refused.',
  why: 'Something other than the rules is in the way of what users write.',
  *find(look) {
    const message = refusal(look.trials.good);
    if (message === undefined || failed.test(message) || look.installations.length === 0) return;
    yield {
      object: place(look),
      what: message,
      fix: { text: 'The message names who refused it: a policy, a quota, a CRD or a rule of another version.' },
    };
  },
};

/** Whether a validating webhook of ours is to refuse what is wrong. */
const enforces = ({ installations }: Look) =>
  installations.some(
    ({ entries, parts }) =>
      entries.some(({ side }) => side === 'validating') &&
      (parts === undefined || typeof parts.settings === 'string' || parts.settings.rulesMode === 'enforce'),
  );

const badLetIn: Check = {
  id: 'bad-object-let-in',
  severity: 'error',
  summary: 'A FlinkDeployment that breaks a rule was let in.',
  why: 'The gate is not asked, or not able to answer: selectors, match conditions or failurePolicy Ignore go past it.',
  *find(look) {
    if (look.trials.bad.result !== 'let in' || !enforces(look)) return;
    yield {
      object: place(look),
      what: 'A FlinkDeployment with a forbidden configuration key was let in.',
      fix: {
        text: 'See the other findings about the validating webhooks; with failurePolicy Ignore, see whether the pods answer.',
      },
    };
  },
};

const notCompleted: Check = {
  id: 'defaults-not-filled-in',
  severity: 'warning',
  summary: 'A FlinkDeployment was let in without defaults.',
  why: 'What is stored does not say what will run; mutating webhooks mostly have failurePolicy Ignore, so nothing else tells that they fail.',
  *find(look) {
    const { good } = look.trials;
    const mutating = look.installations.flatMap(({ entries }) => entries).filter(({ side }) => side === 'mutating');
    if (good.result !== 'let in' || good.completed || mutating.length === 0) return;
    yield {
      object: place(look),
      what: 'A FlinkDeployment was let in, but its job.upgradeMode was not filled in.',
      fix: { text: 'See the other findings about the mutating webhooks, and whether the pods answer.' },
    };
  },
};

const notConverted: Check = {
  id: 'conversion-fails',
  severity: 'error',
  summary: 'A FlinkCluster in its old version could not be converted.',
  why: 'FlinkClusters can be neither read nor written in another version than the stored one.',
  *find(look) {
    const message = refusal(look.trials.old);
    if (message === undefined || !/conversion webhook for .* failed/.test(message)) return;
    const { cause, hint } = causeOf(message);
    yield {
      object: 'crd/flinkclusters.flinkoperator.k8s.io',
      what: `The API server called for a conversion, and ${cause}: ${message}`,
      fix: { text: hint },
    };
  },
};

const notEnforcing: Check = {
  id: 'not-enforcing',
  severity: 'info',
  summary: 'The gate runs in mode warn or off.',
  why: 'Nothing is refused.',
  find: ofParts(function* ({ settings, namespace }, { name }) {
    if (typeof settings === 'string' || settings.rulesMode === 'enforce') return;
    yield {
      object: `configmap/${name} -n ${namespace}`,
      what: `It runs in mode ${settings.rulesMode}.`,
      fix: { text: 'Set mode to enforce in the values of the chart when you are ready.' },
    };
  }),
};

export const answers: readonly Check[] = [notReached, badLetIn, notConverted, goodRefused, notCompleted, notEnforcing];
