import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { isHighAvailabilityActive } from '../../src/values/high-availability.ts';

const cases: [Record<string, string>, 'active' | 'inactive' | 'misspelt'][] = [
  [{}, 'inactive'],
  [{ 'high-availability.type': 'none' }, 'inactive'],
  [{ 'high-availability.type': 'NONE' }, 'inactive'],
  [{ 'high-availability.type': 'standalone' }, 'inactive'],
  [{ 'high-availability.type': 'kubernetes' }, 'active'],
  [{ 'high-availability.type': 'KUBERNETES' }, 'active'],
  [{ 'high-availability.type': 'ZooKeeper' }, 'active'],
  [{ 'high-availability.type': 'org.apache.flink.kubernetes.highavailability.KubernetesHaServicesFactory' }, 'active'],
  [{ 'high-availability.type': 'a.b$C' }, 'active'],
  [{ 'high-availability': 'zookeeper' }, 'active'],
  [{ 'recovery.mode': 'zookeeper' }, 'active'],
  [{ 'recovery.mode': 'NONE', 'high-availability': 'zookeeper' }, 'inactive'],
  [{ 'high-availability.type': 'none', 'high-availability': 'zookeeper' }, 'inactive'],
  [{ 'high-availability.type': 'kubernets' }, 'misspelt'],
  [{ 'high-availability.type': '' }, 'misspelt'],
  [{ 'high-availability.type': ' none ' }, 'misspelt'],
  [{ 'high-availability.type': ' kubernetes' }, 'misspelt'],
  [{ 'high-availability.type': 'true' }, 'misspelt'],
  [{ 'high-availability.type': 'a..b' }, 'misspelt'],
  [{ 'high-availability.type': 'a.b c' }, 'misspelt'],
  [{ 'high-availability.type': `a.${'b'.repeat(5000)}` }, 'misspelt'],
];
for (const [entries, expected] of cases) {
  test(`high availability of ${JSON.stringify(entries).slice(0, 80)}`, () => {
    const found = isHighAvailabilityActive(OperatorConfiguration.from(entries).own);
    if (expected === 'misspelt') assert.deepEqual(found, { misspelt: entries['high-availability.type'] });
    else assert.equal(found, expected);
  });
}
