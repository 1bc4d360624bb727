import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../src/admission/gate.ts';
import { selfTest } from '../../src/server/self-test.ts';
import { gatePorts } from '../support/gate-ports.ts';
import { allowed, standInGate } from '../support/server-fixtures.ts';

test('a gate that judges every kind has no problem', async () => {
  const check = selfTest();
  assert.equal(check.problem(), 'has not run yet');
  await check.run(createGate(gatePorts()));
  assert.equal(check.problem(), undefined);
});

test('kinds that are not judged are named', async () => {
  const check = selfTest();
  await check.run(standInGate(allowed));
  assert.match(check.problem() ?? '', /^do not judge FlinkSessionJob v1beta1, .*FlinkCluster v1alpha1$/);
  await check.run(standInGate(() => Promise.reject(new Error('broken'))));
  assert.match(check.problem() ?? '', /^do not judge FlinkDeployment v1beta1, /);
});
