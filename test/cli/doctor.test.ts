import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { missingFields } from '../../src/cli/crds/missing-fields.ts';
import { type Finding, findAll, type Severity } from '../../src/cli/doctor/check.ts';
import { checks } from '../../src/cli/doctor/checks/all.ts';
import type { Entry, Look } from '../../src/cli/doctor/look.ts';
import { withAccess } from '../../src/cli/doctor/report.ts';
import { selects } from '../../src/cli/doctor/selectors.ts';
import { inProcess } from './run-sluice.ts';

const page = path.resolve(import.meta.dirname, '../../docs/doctor.md');

/** The table of docs/doctor.md. */
function table(): string {
  const gravity: readonly Severity[] = ['error', 'warning', 'info'];
  const rows = checks
    .toSorted((one, other) => gravity.indexOf(one.severity) - gravity.indexOf(other.severity))
    .map(({ id, severity, summary, why }) => `| \`${id}\` | ${severity} | ${summary} | ${why} |`);
  return ['| Finding | Severity | What is found | Why it matters |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

test('the page names every finding', () => {
  assert.ok(readFileSync(page, 'utf8').includes(table()), `docs/doctor.md does not hold this table:\n${table()}`);
});

test('no two checks have the same name', () => {
  assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length);
});

const look: Look = {
  now: new Date('2026-11-25T12:00:00Z'),
  asked: new Date('2026-11-25T12:00:00Z'),
  apiServer: '1.35.4',
  configurations: { validating: [], mutating: [] },
  installations: [],
  crds: {},
  knownCrds: [],
  namespaces: 'unknown',
  trials: {
    namespace: 'default',
    good: { result: 'untried', why: '' },
    bad: { result: 'untried', why: '' },
    old: { result: 'untried', why: '' },
  },
  denied: [],
};
const refused = (message: string): Look['trials'] => ({ ...look.trials, good: { result: 'refused', message } });

const entry: Entry = {
  side: 'validating',
  configuration: 'sluice',
  index: 0,
  webhook: {
    name: 'validate.flinkdeployments.sluice.dev',
    clientConfig: { url: 'https://10.0.0.1/validate/flinkdeployments' },
  },
};
const installations: Look['installations'] = [
  { name: 'sluice', release: undefined, entries: [entry], parts: undefined, served: '' },
];

/** What a bench with one API server and one clock does not show. */
const cases: readonly { name: string; seen: Partial<Look>; finds: string; says?: RegExp }[] = [
  { name: 'an old API server', seen: { apiServer: '1.27.3+k3s1' }, finds: 'api-server-old' },
  {
    name: 'a clock that is behind',
    seen: {
      trials: { ...look.trials, good: { result: 'let in', completed: true, created: '2026-11-25T11:55:00Z' } },
    },
    finds: 'clock-skew',
    says: /300 s behind/,
  },
  {
    name: 'a call that takes too long',
    seen: { installations, trials: refused('failed calling webhook "x": context deadline exceeded') },
    finds: 'gate-not-reached',
    says: /no answer came in time/,
  },
  {
    name: 'a call to a Service without endpoints',
    seen: { installations, trials: refused('failed calling webhook "x": no endpoints available for service "y"') },
    finds: 'gate-not-reached',
    says: /the Service leads nowhere/,
  },
  {
    name: 'a policy that is in the way',
    seen: { installations, trials: refused('admission webhook "policy.example.com" denied the request') },
    finds: 'good-object-refused',
  },
  {
    name: 'a webhook that takes old reviews',
    seen: {
      installations: [
        {
          ...(installations[0] as (typeof installations)[0]),
          entries: [{ ...entry, webhook: { ...entry.webhook, admissionReviewVersions: ['v1beta1'] } }],
        },
      ],
    },
    finds: 'review-version',
  },
  {
    name: 'a CRD that is being deleted',
    seen: {
      knownCrds: [{ name: 'things', kind: 'Thing', versions: [] }],
      crds: {
        things: {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'things', deletionTimestamp: '2026-11-25T11:55:00Z' },
          spec: { names: { kind: 'Thing' }, versions: [] },
        },
      },
    },
    finds: 'crd-not-established',
    says: /being deleted/,
  },
];

for (const { name, seen, finds, says = /./ } of cases) {
  test(`doctor finds ${name}`, () => {
    const found = findAll(checks, { ...look, ...seen }).find(({ id }) => id === finds);
    assert.match(found?.what ?? '', says);
  });
}

test('errors come first', () => {
  const severities = findAll(checks, { ...look, apiServer: '1.20', denied: [denied] }).map(({ severity }) => severity);
  assert.deepEqual(severities, ['error', 'error', 'info']);
});

const denied = { verb: 'get', resource: 'secrets', namespace: 'sluice' };

test('commands go to the cluster that was looked at', () => {
  const command = 'helm get manifest x | kubectl apply -f - && sluice crds apply --kind FlinkCluster';
  const finding: Finding = { id: '', severity: 'info', object: '', what: '', why: '', fix: { text: '', command } };
  const [told] = withAccess([finding], { kubeContext: 'my stage' });
  assert.equal(
    told?.fix.command,
    "helm --kube-context='my stage' get manifest x | kubectl --context='my stage' apply -f - && sluice crds apply --kube-context='my stage' --kind FlinkCluster",
  );
});

test('fields that another schema would drop', () => {
  const text = {};
  const ours = { properties: { a: { properties: { b: text, c: text } }, d: { items: { properties: { e: text } } } } };
  const theirs = { properties: { a: { properties: { c: text } }, d: { items: { properties: {} } } } };
  assert.deepEqual(missingFields(ours, theirs), ['a.b', 'd[].e']);
  assert.deepEqual(missingFields(ours, { 'x-kubernetes-preserve-unknown-fields': true }), []);
  assert.deepEqual(missingFields(ours, { properties: {} }), ['a', 'd']);
});

test('label selectors', () => {
  const labels = { a: '1' };
  const one = (operator: string, ...values: string[]) => ({ matchExpressions: [{ key: 'a', operator, values }] });
  const selected = [one('In', '1'), one('NotIn', '2'), one('Exists'), { matchLabels: labels }, {}];
  const others = [one('In', '2'), one('NotIn', '1'), one('DoesNotExist'), { matchLabels: { a: '2' } }];
  for (const selector of selected) assert.ok(selects(selector, labels), JSON.stringify(selector));
  for (const selector of others) assert.ok(!selects(selector, labels), JSON.stringify(selector));
});

test('doctor without a cluster says so', async () => {
  const { code, stderr } = await inProcess(['doctor', '--kubeconfig', '/nonexistent']);
  assert.equal(code, 2);
  assert.match(stderr, /\/nonexistent/);
});
