import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Outcome } from '../../src/admission/answer-types.ts';
import { strictPolicy } from '../../src/admission/given-facts.ts';
import { createMetrics, type Metrics } from '../../src/server/metrics.ts';
import { allowed } from '../support/server-fixtures.ts';

function metrics(): Metrics {
  const policy = {
    ...strictPolicy,
    mode: (rule: string) => (rule === 'soft' ? ('warn' as const) : ('enforce' as const)),
  };
  return createMetrics({ version: '1.2.3', policy: () => policy, inFlight: () => 4 });
}

/** The samples of an exposition by their series, as Prometheus reads them. */
async function scrape(from: Metrics): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const line of (await from.text()).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, series = '', value] = /^([a-z_]+(?:\{(?:[a-z_]+="[^"\n]*",?)*\})?) (\S+)$/.exec(line) ?? [];
    assert.notEqual(series, '', `not a sample: ${line}`);
    assert.ok(!samples.has(series), `twice: ${series}`);
    samples.set(series, Number(value));
  }
  return samples;
}

const labels = 'operation="CREATE",kind="FlinkDeployment",webhook="validate",verdict="allowed",dry_run="false"';

test('every metric that is promised is there and explained', async () => {
  const text = await metrics().text();
  const names = [
    'requests_total',
    'request_duration_seconds',
    'in_flight',
    'findings_total',
    'rule_errors_total',
    'rule_duration_seconds',
    'patch_operations_total',
    'rejected_bodies_total',
    'certificate_expiry_timestamp_seconds',
    'ca_bundle_repairs_total',
    'cache_synced',
    'cache_age_seconds',
    'config_reload_total',
    'build_info',
  ];
  for (const name of names) {
    assert.match(text, new RegExp(`^# HELP flink_admission_${name} \\S`, 'm'));
    assert.match(text, new RegExp(`^# TYPE flink_admission_${name} (counter|gauge|histogram)$`, 'm'));
  }
});

test('an answered review is counted by what it was', async () => {
  const counted = metrics();
  counted.answered(allowed.outcome, 0.003);
  counted.answered(allowed.outcome, 0.003);
  counted.answered({ ...allowed.outcome, dryRun: true, verdict: 'denied', operation: 'UPDATE' }, 0.003);
  const samples = await scrape(counted);
  assert.equal(samples.get(`flink_admission_requests_total{${labels}}`), 2);
  const other = labels.replace('CREATE', 'UPDATE').replace('allowed', 'denied').replace('false', 'true');
  assert.equal(samples.get(`flink_admission_requests_total{${other}}`), 1);
});

test('the operation of a review is a text of the caller and makes no series', async () => {
  const counted = metrics();
  for (let count = 0; count < 50; count++) counted.answered({ ...allowed.outcome, operation: `X${count}` }, 0.001);
  counted.answered({ ...allowed.outcome, operation: 'constructor' }, 0.001);
  const { operation: _, ...without } = allowed.outcome;
  counted.answered(without as Outcome, 0.001);
  const samples = await scrape(counted);
  assert.equal(samples.get(`flink_admission_requests_total{${labels.replace('CREATE', 'other')}}`), 52);
});

test('durations are spread over buckets that add up', async () => {
  const counted = metrics();
  const seconds = [0.0004, 0.0005, 0.003, 0.2, 9];
  for (const each of seconds) counted.answered(allowed.outcome, each);
  const samples = await scrape(counted);
  const bucket = (le: string) =>
    samples.get(
      `flink_admission_request_duration_seconds_bucket{le="${le}",webhook="validate",kind="FlinkDeployment"}`,
    );
  const bounds = ['0.0005', '0.001', '0.0025', '0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5'];
  assert.deepEqual(bounds.map(bucket), [2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
  assert.equal(bucket('+Inf'), 5);
  const series = '{webhook="validate",kind="FlinkDeployment"}';
  assert.equal(samples.get(`flink_admission_request_duration_seconds_count${series}`), 5);
  const sum = samples.get(`flink_admission_request_duration_seconds_sum${series}`) ?? 0;
  assert.ok(Math.abs(sum - 9.2039) < 1e-9);
});

test('findings are counted by rule, severity and mode', async () => {
  const counted = metrics();
  const finding = { path: 'spec', reason: 'FieldValueInvalid', message: 'no', category: 'invalid' } as const;
  const findings = [
    { ...finding, rule: 'hard', severity: 'error' },
    { ...finding, rule: 'hard', severity: 'error' },
    { ...finding, rule: 'soft', severity: 'warning' },
  ] as const;
  counted.answered({ ...allowed.outcome, findings }, 0.001);
  const samples = await scrape(counted);
  assert.equal(samples.get('flink_admission_findings_total{rule="hard",severity="error",mode="enforce"}'), 2);
  assert.equal(samples.get('flink_admission_findings_total{rule="soft",severity="warning",mode="warn"}'), 1);
});

test('one review in a hundred is sampled', () => {
  const counted = metrics();
  const sampled = Array.from({ length: 20_000 }, () => counted.samples()).filter(Boolean).length;
  assert.ok(sampled > 100 && sampled < 400, `${sampled} of 20,000`);
});

test('the time of a rule is observed in seconds', async () => {
  const counted = metrics();
  counted.finished('slow', 2);
  const samples = await scrape(counted);
  assert.equal(samples.get('flink_admission_rule_duration_seconds_count{rule="slow"}'), 1);
  assert.equal(samples.get('flink_admission_rule_duration_seconds_sum{rule="slow"}'), 0.002);
});

test('what happens rarely is counted, too', async () => {
  const counted = metrics();
  counted.failed('r', new Error('x'));
  counted.rejected('overload');
  counted.answered({ ...allowed.outcome, patchOperations: 3, reason: 'not-json' }, 0.001);
  counted.reloaded('failure');
  counted.certificateReloaded('success');
  counted.certificateExpires('serving', new Date(5000));
  const samples = await scrape(counted);
  assert.equal(samples.get('flink_admission_rule_errors_total{rule="r"}'), 1);
  assert.equal(samples.get('flink_admission_rejected_bodies_total{reason="overload"}'), 1);
  assert.equal(samples.get('flink_admission_rejected_bodies_total{reason="not-json"}'), 1);
  assert.equal(samples.get('flink_admission_patch_operations_total{kind="FlinkDeployment"}'), 3);
  assert.equal(samples.get('flink_admission_config_reload_total{result="failure"}'), 1);
  assert.equal(samples.get('flink_admission_config_reload_total{result="success"}'), 0);
  assert.equal(samples.get('flink_admission_certificate_reload_total{result="success"}'), 1);
  assert.equal(samples.get('flink_admission_certificate_expiry_timestamp_seconds{name="serving"}'), 5);
  assert.equal(samples.get('flink_admission_in_flight'), 4);
  assert.equal(samples.get(`flink_admission_build_info{version="1.2.3",node="${process.versions.node}"}`), 1);
});

test('alerts and dashboard of the chart ask for metrics that there are', async () => {
  const text = await metrics().text();
  const explained = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
  for (const file of ['alerts.yaml', 'dashboard.json']) {
    const asked = readFileSync(new URL(`../../charts/sluice/files/${file}`, import.meta.url), 'utf8');
    const names = [...asked.matchAll(/flink_admission_[a-z_]+/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    );
    assert.ok(names.length > 0);
    assert.deepEqual(
      names.filter((name) => !explained.has(name)),
      [],
      file,
    );
  }
});
