import { type Check, namesOf, ofInstallation, ofWebhooks } from '../check.ts';
import { patchWebhooks, putBack } from '../fixes.ts';
import { selects, selectsAll } from '../selectors.ts';

/** Whether each webhook is registered as the gate needs it. */

const systemNamespace = 'kube-system';
const nameLabel = 'kubernetes.io/metadata.name';

const ignored: Check = {
  id: 'failure-policy-ignore',
  severity: 'warning',
  summary: 'A validating webhook has failurePolicy Ignore.',
  why: 'Whenever no replica answers in time, anything is stored.',
  find: ofWebhooks(
    ({ side, webhook }) => side === 'validating' && webhook.failurePolicy === 'Ignore',
    (entries) => ({
      what: `${namesOf(entries)} let objects pass when the gate cannot be asked.`,
      fix: patchWebhooks(
        entries,
        'failurePolicy',
        'Fail',
        'Refuse then; in the chart webhooks.validating.failurePolicy.',
      ),
    }),
  ),
};

const timeout: Check = {
  id: 'timeout-unusual',
  severity: 'warning',
  summary: 'A webhook waits less than 2 or more than 10 seconds.',
  why: 'Too short, and a slow moment counts as a failure; too long, and a client gives up before the API server does.',
  find: ofWebhooks(
    ({ webhook: { timeoutSeconds = 10 } }) => timeoutSeconds < 2 || timeoutSeconds > 10,
    (entries) => ({
      what: `${entries.map(({ webhook }) => `${webhook.name} waits ${webhook.timeoutSeconds} s`).join(', ')}.`,
      fix: patchWebhooks(
        entries,
        'timeoutSeconds',
        5,
        'Wait 5 seconds, as the chart does (webhooks.*.timeoutSeconds).',
      ),
    }),
  ),
};

const matchPolicy: Check = {
  id: 'match-policy-exact',
  severity: 'warning',
  summary: 'A webhook has matchPolicy Exact.',
  why: 'Requests in another version of the same kind go past it.',
  find: ofWebhooks(
    ({ webhook }) => webhook.matchPolicy === 'Exact',
    (entries) => ({
      what: `${namesOf(entries)} match the versions in their rules only.`,
      fix: patchWebhooks(entries, 'matchPolicy', 'Equivalent', 'Match all versions of a kind.'),
    }),
  ),
};

const sideEffects: Check = {
  id: 'side-effects',
  severity: 'warning',
  summary: 'A webhook does not say that it has no side effects.',
  why: 'The gate has none, and API servers refuse dry runs where they are told that there may be some.',
  find: ofWebhooks(
    ({ webhook }) => webhook.sideEffects !== 'None',
    (entries) => ({
      what: `${entries.map(({ webhook }) => `${webhook.name} says ${webhook.sideEffects}`).join(', ')}.`,
      fix: patchWebhooks(entries, 'sideEffects', 'None', 'Say so.'),
    }),
  ),
};

const reviewVersion: Check = {
  id: 'review-version',
  severity: 'error',
  summary: 'A webhook does not offer AdmissionReview v1.',
  why: 'The gate speaks no other version, so every call fails.',
  find: ofWebhooks(
    ({ webhook }) => !webhook.admissionReviewVersions?.includes('v1'),
    (entries) => ({
      what: `${namesOf(entries)} are sent reviews in an old version.`,
      fix: patchWebhooks(entries, 'admissionReviewVersions', ['v1'], 'Send v1.'),
    }),
  ),
};

const path: Check = {
  id: 'path-of-another-kind',
  severity: 'error',
  summary: 'A webhook calls another path than the one that judges its kind.',
  why: 'The gate judges the object as what it is not, or does not judge it.',
  find: ofWebhooks(
    ({ side, webhook }) => {
      const [, plural] = /^(?:validate|mutate)\.([a-z]+)(?:-scale)?\.sluice\.dev$/.exec(webhook.name) ?? [];
      if (plural === undefined) return false;
      const { service, url } = webhook.clientConfig;
      const called = service ? (service.path ?? '/') : URL.parse(url ?? '')?.pathname;
      return called !== `/${side === 'validating' ? 'validate' : 'mutate'}/${plural}`;
    },
    (entries, installation) => ({
      what: `${entries.map(({ webhook }) => `${webhook.name} calls ${webhook.clientConfig.service?.path ?? webhook.clientConfig.url}`).join(', ')}.`,
      fix: putBack(installation),
    }),
  ),
};

const selectsNothing: Check = {
  id: 'selects-no-namespace',
  severity: 'error',
  summary: 'The namespaceSelector of a webhook selects none of the namespaces that there are.',
  why: 'The webhook is never called.',
  find: ofWebhooks(
    ({ webhook }, { namespaces }) =>
      namespaces !== 'unknown' && !namespaces.some(({ labels }) => selects(webhook.namespaceSelector, labels)),
    (entries, installation) => ({
      what: `${namesOf(entries)} select no namespace.`,
      fix: putBack(installation, ' Namespaces are chosen by watchNamespaces and webhooks.namespaceSelector.'),
    }),
  ),
};

const leavesOutFlink: Check = {
  id: 'flink-namespace-left-out',
  severity: 'warning',
  summary: 'A namespace with Flink objects is not selected by the validating webhooks.',
  why: 'What is in that namespace is not judged.',
  find: ofInstallation(function* ({ entries }, { namespaces }) {
    const validating = entries.filter(({ side }) => side === 'validating');
    const [first] = validating;
    if (namespaces === 'unknown' || !first) return;
    const judged = namespaces.filter(({ labels }) =>
      validating.every(({ webhook }) => selects(webhook.namespaceSelector, labels)),
    );
    if (judged.length === 0) return;
    for (const namespace of namespaces) {
      const { name, flinkObjects } = namespace;
      if (flinkObjects === 0 || judged.includes(namespace) || name === systemNamespace) continue;
      yield {
        object: `namespace/${name}`,
        what: `It has ${flinkObjects} Flink objects, and ${first.configuration} leaves it out.`,
        fix: {
          text: 'Give it the labels that the selector asks for, or add it to watchNamespaces; where that is wanted, nothing is to be done.',
          command: `kubectl get validatingwebhookconfiguration ${first.configuration} -o 'jsonpath={.webhooks[0].namespaceSelector}' && kubectl get namespace ${name} --show-labels`,
        },
      };
    }
  }),
};

const systemJudged: Check = {
  id: 'kube-system-judged',
  severity: 'warning',
  summary: 'kube-system is not excluded.',
  why: 'A gate that is down must not be able to hold up what the cluster itself needs to start again.',
  find: ofWebhooks(
    ({ webhook }) => selects(webhook.namespaceSelector, { [nameLabel]: systemNamespace }),
    (entries) => {
      const [first] = entries;
      const { matchExpressions = [], ...rest } = first?.webhook.namespaceSelector ?? {};
      const value = {
        ...rest,
        matchExpressions: [...matchExpressions, { key: nameLabel, operator: 'NotIn', values: [systemNamespace] }],
      };
      return {
        what: `${namesOf(entries)} are asked about objects in kube-system.`,
        fix: patchWebhooks(entries, 'namespaceSelector', value, 'Exclude it, as the chart does.'),
      };
    },
  ),
};

const objectSelector: Check = {
  id: 'objects-choose',
  severity: 'warning',
  summary: 'A validating webhook has an objectSelector.',
  why: 'Whoever writes an object also writes its labels, and so decides whether it is judged.',
  find: ofWebhooks(
    ({ side, webhook }) => side === 'validating' && !selectsAll(webhook.objectSelector),
    (entries) => ({
      what: `${namesOf(entries)} see only objects with certain labels.`,
      fix: patchWebhooks(
        entries,
        'objectSelector',
        {},
        'Judge all objects (webhooks.objectSelector), or choose by namespace.',
      ),
    }),
  ),
};

export const webhooks: readonly Check[] = [
  reviewVersion,
  path,
  selectsNothing,
  leavesOutFlink,
  ignored,
  timeout,
  matchPolicy,
  sideEffects,
  systemJudged,
  objectSelector,
];
