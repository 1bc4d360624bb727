import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { artifactDirectory, artifactRules } from '../../src/artifacts/artifact-options.ts';
import { EffectiveConfiguration } from '../../src/values/effective-configuration.ts';

const operator = (map: Record<string, string>) =>
  new EffectiveConfiguration(
    new Map(Object.entries(map).map(([key, text]) => [`kubernetes.operator.user.artifacts.${key}`, text])),
    [],
  );

for (const [name, map, rules] of [
  ['nothing', {}, { allowedSchemes: ['https'], restrictHosts: true }],
  ['schemes', { 'allowed-schemes': 'https;s3' }, { allowedSchemes: ['https', 's3'], restrictHosts: true }],
  ['no restriction', { 'disallow-restricted-hosts': 'false' }, { allowedSchemes: ['https'], restrictHosts: false }],
  ['nonsense', { 'disallow-restricted-hosts': 'perhaps' }, { allowedSchemes: ['https'], restrictHosts: true }],
] as const) {
  test(`rules of a configuration with ${name}`, () => {
    assert.deepEqual(artifactRules(operator(map)), rules);
  });
}

test('artifacts are kept where the configuration says, or where that cannot be, with temporary files', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-options-'));
  try {
    const wanted = path.join(folder, 'a', 'b');
    assert.equal(await artifactDirectory(operator({ 'base.dir': wanted })), wanted);
    assert.ok(statSync(wanted).isDirectory());
    writeFileSync(path.join(folder, 'file'), '');
    assert.equal(await artifactDirectory(operator({ 'base.dir': path.join(folder, 'file', 'x') })), tmpdir());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
