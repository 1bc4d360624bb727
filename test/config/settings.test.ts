import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Ajv } from 'ajv';
import { applyReload, type LoadedSettings, loadSettings, type SettingsSources } from '../../src/config/settings.ts';
import { leaves, settingsSchema } from '../../src/config/settings-schema.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-settings-'));
});
after(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const file = join(folder, 'sluice.yaml');
  await writeFile(file, text);
  return file;
}

async function load(sources: SettingsSources): Promise<LoadedSettings> {
  const loaded = await loadSettings(sources);
  assert.ok(!('problems' in loaded), JSON.stringify(loaded));
  return loaded;
}

test('the settings schema is a valid schema', () => {
  assert.ok(new Ajv({ strict: true }).compile(settingsSchema));
});

test('every setting is described, or its section is', () => {
  const bare = leaves.filter(({ schema }) => !schema.description).map(({ path }) => path);
  assert.deepEqual(bare, []);
});

test('the built-in settings satisfy the schema', async () => {
  const { settings } = await load({});
  const check = new Ajv().compile(settingsSchema);
  assert.ok(check(settings), JSON.stringify(check.errors));
});

const values = [
  { name: 'built-in', file: '', environment: {}, flags: [], path: 'log.level', value: 'info', origin: 'built-in' },
  {
    name: 'the file wins over what is built in',
    file: 'log:\n  level: warn\n',
    path: 'log.level',
    value: 'warn',
    origin: 'sluice.yaml:2',
  },
  {
    name: 'the environment wins over the file',
    file: 'log:\n  level: warn\n',
    environment: { SLUICE_LOG_LEVEL: 'error' },
    path: 'log.level',
    value: 'error',
    origin: 'environment SLUICE_LOG_LEVEL',
  },
  {
    name: 'a flag wins over the environment',
    environment: { SLUICE_LISTEN_PORT: '1' },
    flags: [{ flag: '--port', path: 'listen.port', value: '2' }],
    path: 'listen.port',
    value: 2,
    origin: 'flag --port',
  },
  {
    name: 'an empty variable says nothing',
    environment: { SLUICE_LOG_LEVEL: '' },
    path: 'log.level',
    value: 'info',
    origin: 'built-in',
  },
  {
    name: 'development listens on loopback',
    path: 'listen.address',
    value: '127.0.0.1',
    origin: 'built-in for tls.mode dev',
  },
  {
    name: 'a cluster listens everywhere',
    file: 'tls: { mode: files }',
    path: 'listen.address',
    value: '::',
    origin: 'built-in',
  },
  {
    name: 'development may listen everywhere',
    environment: { SLUICE_LISTEN_ADDRESS: '0.0.0.0' },
    path: 'listen.address',
    value: '0.0.0.0',
    origin: 'environment SLUICE_LISTEN_ADDRESS',
  },
  { name: 'development stops at once', path: 'shutdownDelay', value: 0, origin: 'built-in for tls.mode dev' },
  {
    name: 'a cluster goes on serving',
    environment: { SLUICE_TLS_MODE: 'files' },
    path: 'shutdownDelay',
    value: 10,
    origin: 'built-in',
  },
  {
    name: 'an unquoted TLS version',
    file: 'tls:\n  minVersion: 1.2\n',
    path: 'tls.minVersion',
    value: '1.2',
    origin: 'sluice.yaml:2',
  },
  {
    name: 'a list in one variable',
    environment: { SLUICE_TLS_EXTRA_NAMES: 'gate.local, 10.0.0.7,' },
    path: 'tls.extraNames',
    value: ['gate.local', '10.0.0.7'],
    origin: 'environment SLUICE_TLS_EXTRA_NAMES',
  },
  {
    name: 'a repeated flag',
    flags: [{ flag: '--context', path: 'facts.context', value: ['a.yaml', 'b'] }],
    path: 'facts.context',
    value: ['a.yaml', 'b'],
    origin: 'flag --context',
  },
  {
    name: 'a map in one variable',
    environment: { SLUICE_RULES_MODES: '{service-account-required: warn}' },
    path: 'rules.modes',
    value: { 'service-account-required': 'warn' },
    origin: 'environment SLUICE_RULES_MODES',
  },
  {
    name: 'a truth value',
    environment: { SLUICE_FACTS_DNS_ENABLED: 'false' },
    path: 'facts.dns.enabled',
    value: false,
    origin: 'environment SLUICE_FACTS_DNS_ENABLED',
  },
];

for (const { name, file, environment, flags, path, value, origin } of values) {
  test(`settings: ${name}`, async () => {
    const { settings, origins } = await load({
      ...(file !== undefined && { file: await fileOf(file) }),
      ...(environment && { environment }),
      ...(flags && { flags }),
    });
    const found = path
      .split('.')
      .reduce((parent: unknown, step) => (parent as Record<string, unknown>)[step], settings);
    assert.deepEqual(found, value);
    assert.equal(origins.get(path)?.replace(`${folder}/`, ''), origin);
  });
}

test('settings: SLUICE_CONFIG names the file', async () => {
  const { settings } = await load({ environment: { SLUICE_CONFIG: await fileOf('defaults: minimal') } });
  assert.equal(settings.defaults, 'minimal');
});

test('settings: the addresses that Kubernetes sets for a Service called sluice are no settings', async () => {
  const environment = {
    SLUICE_SERVICE_HOST: '10.0.0.1',
    SLUICE_SERVICE_PORT: '443',
    SLUICE_SERVICE_PORT_HTTPS: '443',
    SLUICE_PORT: 'tcp://10.0.0.1:443',
    SLUICE_PORT_443_TCP: 'tcp://10.0.0.1:443',
    SLUICE_PORT_443_TCP_ADDR: '10.0.0.1',
    SLUICE_WEBHOOK_SERVICE_HOST: '10.0.0.2',
  };
  const { origins } = await load({ environment });
  assert.ok([...origins.values()].every((origin) => origin.startsWith('built-in')));
});

test('settings are frozen all the way down', async () => {
  const { settings } = await load({ file: await fileOf('rules: { namespaces: { team-a: { mode: warn } } }') });
  assert.ok(Object.isFrozen(settings));
  assert.ok(Object.isFrozen(settings.tls.extraNames));
  assert.ok(Object.isFrozen(settings.rules.namespaces['team-a']));
});

const wrong = [
  {
    name: 'an unknown key',
    file: 'log:\n  levle: warn\n',
    problems: ['sluice.yaml:2: log.levle is no setting; did you mean log.level?'],
  },
  {
    name: 'a key in the wrong place',
    file: 'extraNames: [a]',
    problems: ['sluice.yaml:1: extraNames is no setting; did you mean tls.extraNames?'],
  },
  { name: 'a key like no other', file: 'zzz: 1', problems: ['sluice.yaml:1: zzz is no setting'] },
  {
    name: 'a value that is not on the list',
    file: 'tls: { mode: own }',
    problems: ['sluice.yaml:1: tls.mode must be one of dev, files, self, cert-manager'],
  },
  {
    name: 'a mode of a rule',
    file: 'rules:\n  modes:\n    service-account-required: maybe\n',
    problems: ['sluice.yaml:3: rules.modes.service-account-required must be one of enforce, warn, off'],
  },
  {
    name: 'an unknown key of a namespace',
    file: 'rules: { namespaces: { a: { mood: warn } } }',
    problems: ['sluice.yaml:1: rules.namespaces.a.mood is no setting; did you mean rules.namespaces.a.mode?'],
  },
  {
    name: 'a section without a value',
    file: 'tls:\nlog: { level: info }',
    problems: ['sluice.yaml:1: tls must be a map'],
  },
  { name: 'a list instead of a map', file: '- 1', problems: ['sluice.yaml: the settings must be a map'] },
  {
    name: 'a key twice',
    file: 'defaults: full\ndefaults: full\n',
    problems: ['sluice.yaml:2: Map keys must be unique'],
  },
  {
    name: 'a prototype',
    file: '__proto__: { polluted: true }',
    problems: ['sluice.yaml:1: __proto__ is no setting'],
  },
  {
    name: 'a variable that is no setting',
    environment: { SLUICE_LOG_LEVLE: 'warn' },
    problems: ['environment: SLUICE_LOG_LEVLE is no setting; did you mean SLUICE_LOG_LEVEL?'],
  },
  {
    name: 'a variable of the wrong type',
    environment: { SLUICE_LISTEN_PORT: 'https' },
    problems: ['environment SLUICE_LISTEN_PORT: listen.port must be of type integer'],
  },
  {
    name: 'a broken map in a variable',
    environment: { SLUICE_RULES_MODES: '{a: [' },
    problems: [/^environment SLUICE_RULES_MODES: Flow sequence in block collection/],
  },
  {
    name: 'a flag that names no setting',
    flags: [{ flag: '--set', path: 'listen.prot', value: '1' }],
    problems: ['flag --set: listen.prot is no setting; did you mean listen.port?'],
  },
  {
    name: 'everything at once',
    file: 'log: { level: loud }\nlimits: { concurrency: 0 }\n',
    environment: { SLUICE_DEFAULTS: 'most' },
    flags: [{ flag: '--port', path: 'listen.port', value: '70000' }],
    problems: [
      'sluice.yaml:1: log.level must be one of trace, debug, info, warn, error, fatal, silent',
      'sluice.yaml:2: limits.concurrency must be >= 1',
      'environment SLUICE_DEFAULTS: defaults must be one of full, minimal',
      'flag --port: listen.port must be <= 65535',
    ],
  },
];

for (const { name, file, environment, flags, problems } of wrong) {
  test(`wrong settings: ${name}`, async () => {
    const loaded = await loadSettings({
      ...(file !== undefined && { file: await fileOf(file) }),
      ...(environment && { environment }),
      ...(flags && { flags }),
    });
    assert.ok('problems' in loaded);
    const found = loaded.problems.map((problem) => problem.replace(`${folder}/`, '')).toSorted();
    assert.equal(found.length, problems.length, found.join('\n'));
    for (const [index, problem] of problems.toSorted().entries()) {
      if (typeof problem === 'string') assert.equal(found[index], problem);
      else assert.match(found[index] ?? '', problem);
    }
  });
}

test('wrong settings: a file that is not there', async () => {
  const loaded = await loadSettings({ file: join(folder, 'nowhere.yaml') });
  assert.ok('problems' in loaded);
  assert.match(loaded.problems.join(), /nowhere\.yaml: cannot be read: ENOENT/);
});

test('wrong settings: a file that expands without bound', async () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', 'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]'];
  bomb.push('c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]', 'd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]');
  const loaded = await loadSettings({ file: await fileOf(bomb.join('\n')) });
  assert.ok('problems' in loaded);
  assert.match(loaded.problems.join(), /alias/i);
});

test('a reload takes over what may change and names what waits for a restart', async () => {
  const { settings: before } = await load({});
  const file = await fileOf(
    'rules: { mode: warn }\nlog: { level: debug }\nlisten: { port: 1 }\ntls: { clientCa: a.pem }',
  );
  const { settings: wanted } = await load({ file });
  const { settings, waiting } = applyReload(before, wanted);
  assert.deepEqual(waiting, ['listen.port', 'tls.clientCa']);
  assert.equal(settings.rules.mode, 'warn');
  assert.equal(settings.log.level, 'debug');
  assert.equal(settings.listen.port, 9443);
  assert.ok(Object.isFrozen(settings.rules));
});
