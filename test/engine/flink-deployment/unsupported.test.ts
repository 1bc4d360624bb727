import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unsupportedAvailability } from '../../../src/engine/flink-deployment/high-availability-data.ts';
import { OperatorConfiguration } from '../../../src/values/effective-configuration.ts';
import { applicationSpec } from '../../support/observed-deployment.ts';

const findingsOf = (type: string | undefined, operator = {}) => {
  const flinkConfiguration = type === undefined ? {} : { 'high-availability.type': type };
  const spec = applicationSpec({}, { flinkConfiguration });
  return unsupportedAvailability(spec, OperatorConfiguration.from(operator), 'default', 'app');
};

for (const type of [
  'zookeeper',
  'ZOOKEEPER',
  'org.apache.flink.runtime.highavailability.zookeeper.ZooKeeperHaServicesFactory',
]) {
  test(`high availability by ${type} is refused with what to use instead`, () => {
    assert.match(findingsOf(type).join(), /high-availability.type.*not supported.*use kubernetes/);
  });
}

for (const type of ['kubernetes', 'NONE', undefined]) {
  test(`high availability by ${type} is none of it`, () => assert.deepEqual(findingsOf(type), []));
}

test('also where the operator sets it for all', () => {
  assert.equal(
    findingsOf(undefined, {
      'kubernetes.operator.default-configuration.flink-version.v1_20.high-availability.type': 'zookeeper',
    }).length,
    1,
  );
});
