import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeVerdict } from '../../src/admission/verdict.ts';
import type { Category, Finding } from '../../src/rules/rule.ts';

const subject = { uid: 'u-1', kind: 'FlinkDeployment', group: 'flink.apache.org', name: 'orders' };

function finding(rest: Partial<Finding> = {}): Finding {
  return {
    rule: 'job-parallelism-min',
    severity: 'error',
    category: 'invalid',
    path: 'spec.job.parallelism',
    reason: 'FieldValueInvalid',
    message: 'must be at least 1',
    ...rest,
  };
}

function write(findings: Finding[], brokenRules: string[] = []) {
  const allowed = findings.every(({ severity }) => severity === 'warning');
  return JSON.parse(writeVerdict(subject, { allowed, findings, brokenRules }));
}

test('an object without fault is allowed in few words', () => {
  assert.equal(
    writeVerdict(subject, { allowed: true, findings: [], brokenRules: [] }),
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":true,"auditAnnotations":{"verdict":"allowed"}}}',
  );
});

test('a request without uid is answered without uid', () => {
  const text = writeVerdict({ ...subject, uid: undefined }, { allowed: true, findings: [], brokenRules: [] });
  assert.equal('uid' in JSON.parse(text).response, false);
});

test('a denial tells every finding, first in a sentence that stands alone', () => {
  const second = finding({
    rule: 'service-account-required',
    path: 'spec.serviceAccount',
    message: 'must be set',
    fix: 'name one',
  });
  const { response } = write([finding(), second]);
  assert.equal(response.allowed, false);
  assert.deepEqual(response.status.message.split('\n'), [
    'FlinkDeployment "orders" is refused: spec.job.parallelism must be at least 1 (and 1 more error, listed below)',
    'job-parallelism-min spec.job.parallelism: must be at least 1',
    'service-account-required spec.serviceAccount: must be set (name one)',
  ]);
  assert.deepEqual(response.status.details, {
    name: 'orders',
    group: 'flink.apache.org',
    kind: 'FlinkDeployment',
    causes: [
      {
        reason: 'FieldValueInvalid',
        message: 'must be at least 1 [job-parallelism-min]',
        field: 'spec.job.parallelism',
      },
      {
        reason: 'FieldValueInvalid',
        message: 'must be set (name one) [service-account-required]',
        field: 'spec.serviceAccount',
      },
    ],
  });
  assert.deepEqual(response.auditAnnotations, {
    verdict: 'denied',
    rules: 'job-parallelism-min,service-account-required',
  });
});

test('warnings do not refuse, and are told apart from errors', () => {
  const { response } = write([finding({ severity: 'warning' })]);
  assert.equal(response.allowed, true);
  assert.deepEqual(response.warnings, ['spec.job.parallelism: must be at least 1']);
  assert.deepEqual(response.auditAnnotations, { verdict: 'allowed', warnings: 'job-parallelism-min' });
});

const codes: { categories: Category[]; code: number; reason: string }[] = [
  { categories: ['invalid'], code: 422, reason: 'Invalid' },
  { categories: ['change', 'change'], code: 409, reason: 'Conflict' },
  { categories: ['policy'], code: 403, reason: 'Forbidden' },
  { categories: ['change', 'invalid'], code: 422, reason: 'Invalid' },
];

for (const { categories, code, reason } of codes) {
  test(`findings of category ${categories} are denied with ${code}`, () => {
    const { status } = write(categories.map((category) => finding({ category }))).response;
    assert.deepEqual([status.code, status.reason], [code, reason]);
  });
}

test('a message never passes 8 KiB and says how many findings it leaves out', () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    finding({ path: `spec.job.args[${i}]`, message: 'ä'.repeat(200) }),
  );
  const { message, details } = write(many).response.status;
  assert.ok(Buffer.byteLength(message) <= 8192, `${Buffer.byteLength(message)} bytes`);
  const shown = message.split('\n').length - 2;
  assert.match(message, new RegExp(`… ${500 - shown} more errors left out; sluice lint shows all of them$`));
  assert.ok(JSON.stringify(details).length < 40_000);
});

test('one endless finding is cut between characters', () => {
  const { message } = write([finding({ message: '\u{1F600}'.repeat(5000) })]).response.status;
  assert.ok(Buffer.byteLength(message) <= 8192);
  assert.ok(message.isWellFormed());
});

test('rules that broke down are named for the audit log', () => {
  assert.equal(write([], ['a', 'b']).response.auditAnnotations['broken-rules'], 'a,b');
});
