import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/settings.ts';
import { folderWith, inProcess } from './run-sluice.ts';

test('config print shows every setting with where it is from', async () => {
  const folder = folderWith({
    'sluice.yaml': 'log:\n  level: warn\nrules:\n  modes: { log-config-key-unknown: off }\n',
  });
  const file = path.join(folder, 'sluice.yaml');
  const { code, stdout } = await inProcess(['config', 'print', '--config', file, '--port', '1234'], {
    env: { SLUICE_TLS_EXTRA_NAMES: 'a,b' },
  });
  assert.equal(code, 0);
  assert.match(stdout, /^ {2}port: 1234 # flag --port$/m);
  assert.ok(stdout.includes(`  level: warn # ${file}:2\n`));
  assert.ok(stdout.includes(`  modes: { log-config-key-unknown: off } # ${file}:4\n`));
  assert.match(stdout, /^ {2}extraNames: \[ a, b \] # environment SLUICE_TLS_EXTRA_NAMES$/m);
  assert.match(stdout, /^shutdownDelay: 0 # built-in for tls\.mode dev$/m);
  const loaded = await loadSettings({
    file,
    environment: { SLUICE_TLS_EXTRA_NAMES: 'a,b' },
    flags: [{ flag: '--port', path: 'listen.port', value: '1234' }],
  });
  assert.ok('settings' in loaded);
  assert.deepEqual(parse(stdout), loaded.settings);
});

test('what config print writes can be used as settings', async () => {
  const { stdout } = await inProcess(['config', 'print', '--set', 'tls.mode=files']);
  const folder = folderWith({ 'printed.yaml': stdout });
  const again = await inProcess(['config', 'print', '--config', path.join(folder, 'printed.yaml')]);
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual(parse(again.stdout), parse(stdout));
});

test('config print speaks JSON', async () => {
  const { stdout } = await inProcess(['config', 'print', '-f', 'json', '--log-level', 'debug']);
  assert.deepEqual(JSON.parse(stdout).settings['log.level'], { value: 'debug', origin: 'flag --log-level' });
});

test('config print masks credentials', async () => {
  const { stdout } = await inProcess([
    'config',
    'print',
    '--set',
    'operatorConfiguration.directory=https://me:pw@host/x',
  ]);
  assert.match(stdout, /https:\/\/\*{6}@host\/x/);
});

test('config print names all that is wrong and exits with 2', async () => {
  const { code, stdout, stderr } = await inProcess(['config', 'print', '--set', 'log.levle=x', '--port', 'x']);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.equal(stderr.split('\n').length, 3);
  assert.match(stderr, /log\.levle is no setting; did you mean log\.level\?/);
});

test('a rule that does not exist is told wherever it is named', async () => {
  const { code, stderr } = await inProcess(['config', 'print'], {
    env: {
      SLUICE_RULES_MODES: '{service-acount-required: warn}',
      SLUICE_RULES_NAMESPACES: '{shop: {mode: warn, modes: {zzz: off, service-account-required: off}}}',
    },
  });
  assert.equal(code, 2);
  assert.deepEqual(stderr.trimEnd().split('\n').toSorted(), [
    'error: environment SLUICE_RULES_MODES: rules.modes.service-acount-required names no rule; did you mean service-account-required?',
    'error: environment SLUICE_RULES_NAMESPACES: rules.namespaces.shop.modes.zzz names no rule',
  ]);
});

test('a setting without a value is wrong usage', async () => {
  const { code, stderr } = await inProcess(['config', 'print', '--set', 'log.level']);
  assert.equal(code, 2);
  assert.match(stderr, /write SETTING=VALUE/);
});
