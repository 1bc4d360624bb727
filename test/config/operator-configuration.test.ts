import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  type LoadedOperatorConfiguration,
  loadOperatorConfiguration,
  type OperatorConfigurationSource,
  watchOperatorConfiguration,
} from '../../src/config/operator-configuration.ts';
import { listOption } from '../../src/values/configuration-option.ts';
import { flattenConfiguration } from '../../src/values/flink-configuration.ts';

const root = mkdtempSync(path.join(tmpdir(), 'sluice-operator-configuration-'));
after(() => rmSync(root, { recursive: true }));

let made = 0;

function directory(files: Record<string, string>): string {
  const name = path.join(root, String(made++));
  mkdirSync(name);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(name, file), text);
  return name;
}

async function load(
  files: Record<string, string>,
  over?: Record<string, string>,
): Promise<LoadedOperatorConfiguration> {
  const loaded = await loadOperatorConfiguration(directory(files), over && directory(over));
  assert.ok('map' in loaded, loaded.problems.join('\n'));
  return loaded;
}

test('the older format, line by line', async () => {
  const { map, problems, configuration } = await load({
    'flink-conf.yaml': '# all\na: 1\nb: [x, y] # rest\nbad line\n',
  });
  assert.deepEqual(Object.fromEntries(map), { a: '1', b: '[x, y]' });
  assert.match(problems.join(), /flink-conf\.yaml:4: is no "key: value" and was passed over$/);
  assert.equal(configuration.own.get('a'), '1');
});

test('the older format is preferred', async () => {
  const { map } = await load({ 'flink-conf.yaml': 'a: old', 'config.yaml': 'a: new' });
  assert.equal(map.get('a'), 'old');
});

const yaml = `
a: x
b: { c: 1, d.e: true }
f: [x, 1, {g: 2}]
h: 0.5
i: 9007199254740993
j: 'quoted: text'
k: {}
l: []
m: ~
`;

test('real YAML, flat and nested', async () => {
  const { map, problems } = await load({ 'config.yaml': yaml });
  assert.deepEqual(Object.fromEntries(map), {
    a: 'x',
    'b.c': '1',
    'b.d.e': 'true',
    f: '["x",1,{"g":2}]',
    h: '0.5',
    i: '9007199254740993',
    j: 'quoted: text',
  });
  assert.match(problems.join(), /config\.yaml: m is null and was passed over$/);
});

test('in real YAML an empty file is an empty configuration', async () => {
  assert.equal((await load({ 'config.yaml': '# nothing\n' })).map.size, 0);
});

test('lists of the operator and of resources may be YAML where the configuration is', async () => {
  const list = listOption('schemes');
  const resource = flattenConfiguration({ schemes: '[s3, https]' });
  const { configuration } = await load({ 'config.yaml': 'schemes: [a, b]' });
  assert.deepEqual(configuration.own.value(list), ['a', 'b']);
  assert.deepEqual(configuration.effective('flink', 'v1_20', resource).value(list), ['s3', 'https']);
  const older = await load({ 'flink-conf.yaml': 'schemes: a;b' });
  assert.deepEqual(older.configuration.own.value(list), ['a', 'b']);
  assert.deepEqual(older.configuration.effective('flink', 'v1_20', resource).value(list), ['[s3, https]']);
});

test('a second directory is laid over the first', async () => {
  const { map } = await load({ 'flink-conf.yaml': 'a: 1\nb: 1' }, { 'config.yaml': 'b: 2\nc: { d: 2 }' });
  assert.deepEqual(Object.fromEntries(map), { a: '1', b: '2', 'c.d': '2' });
});

test('a second directory without a configuration is a problem and no more', async () => {
  const { map, problems } = await load({ 'flink-conf.yaml': 'a: 1' }, {});
  assert.equal(map.get('a'), '1');
  assert.match(problems.join(), /has no configuration to lay over/);
});

const deep = `${'{a: '.repeat(40)}1${'}'.repeat(40)}`;

test('what is nested too deeply is passed over and told', async () => {
  const { map, problems } = await load({ 'config.yaml': `b: 1\nc: ${deep}` });
  assert.deepEqual([...map.keys()], ['b']);
  assert.match(problems.join(), /nested too deeply/);
});

const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghij'
    .split('')
    .map((name, i) => `${name}: &${name} [${'abcdefghij'.charAt(i) ? `*${'abcdefghij'.charAt(i)},`.repeat(9) : ''}]`),
].join('\n');

const unreadable: [string, Record<string, string>, RegExp][] = [
  ['neither file', {}, /has neither flink-conf\.yaml nor config\.yaml/],
  ['no YAML', { 'config.yaml': 'a: [' }, /config\.yaml: is no YAML that can be read/],
  ['a key twice', { 'config.yaml': 'a: 1\na: 2' }, /is no YAML that can be read/],
  ['a list', { 'config.yaml': '- a' }, /holds no map of keys/],
  ['a word', { 'config.yaml': 'a' }, /holds no map of keys/],
  ['an alias bomb', { 'config.yaml': bomb }, /is no YAML that can be read/],
];
for (const [name, files, problem] of unreadable) {
  test(`unreadable: ${name}`, async () => {
    const loaded = await loadOperatorConfiguration(directory(files));
    assert.ok(!('map' in loaded));
    assert.match(loaded.problems.join(), problem);
  });
}

test('unreadable: a directory in place of the file', async () => {
  const place = directory({});
  mkdirSync(path.join(place, 'flink-conf.yaml'));
  const loaded = await loadOperatorConfiguration(place);
  assert.match(loaded.problems.join(), /flink-conf\.yaml: cannot be read \(EISDIR\)/);
});

test('unreadable: no such directory', async () => {
  const loaded = await loadOperatorConfiguration(path.join(root, 'nowhere'));
  assert.match(loaded.problems.join(), /has neither/);
});

async function until(claim: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !claim(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(claim());
}

async function watched(source: OperatorConfigurationSource, everySeconds: number) {
  const loaded = await loadOperatorConfiguration(source.directory, source.overrideDirectory);
  assert.ok('map' in loaded);
  const changes: LoadedOperatorConfiguration[] = [];
  const failures: string[] = [];
  const watch = watchOperatorConfiguration(source, loaded, everySeconds, {
    changed: (next) => changes.push(next),
    failed: (problems) => failures.push(problems.join()),
  });
  return { watch, changes, failures };
}

/** As a kubelet mounts a ConfigMap: files are links through a link to a folder, and only that link is swapped. */
function configMap(): { place: string; swap(files: Record<string, string>): void } {
  const place = directory({});
  let version = 0;
  const swap = (files: Record<string, string>) => {
    const data = `..${version++}`;
    mkdirSync(path.join(place, data));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, data, file), text);
    symlinkSync(data, path.join(place, '..data_tmp'));
    renameSync(path.join(place, '..data_tmp'), path.join(place, '..data'));
  };
  return { place, swap };
}

test('a ConfigMap that is updated takes effect, and a broken one leaves the last good one in force', async () => {
  const { place, swap } = configMap();
  swap({ 'config.yaml': 'a: 1' });
  symlinkSync('..data/config.yaml', path.join(place, 'config.yaml'));
  const { watch, changes, failures } = await watched({ directory: place }, 3600);
  try {
    swap({ 'config.yaml': 'a: 2' });
    await until(() => changes.length === 1);
    assert.equal(watch.current().own.get('a'), '2');
    swap({ 'config.yaml': 'a: [' });
    await until(() => failures.length === 1);
    assert.match(failures.join(), /is no YAML that can be read/);
    assert.equal(watch.current().own.get('a'), '2');
    swap({ 'config.yaml': 'a: 3' });
    await until(() => changes.length === 2);
    assert.equal(watch.current().own.get('a'), '3');
  } finally {
    watch.close();
  }
});

test('what says the same is no change, and a failure is told once', async () => {
  const place = directory({ 'flink-conf.yaml': 'a: 1' });
  const over = directory({ 'flink-conf.yaml': 'b: 1' });
  const { watch, changes, failures } = await watched({ directory: place, overrideDirectory: over }, 0.03);
  try {
    writeFileSync(path.join(place, 'flink-conf.yaml'), '# comment\na: 1');
    rmSync(path.join(over, 'flink-conf.yaml'));
    await until(() => changes.length === 1);
    assert.equal(watch.current().own.has('b'), false);
    rmSync(path.join(place, 'flink-conf.yaml'));
    await until(() => failures.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(failures.length, 1);
    assert.equal(changes.length, 1);
    assert.equal(watch.current().own.get('a'), '1');
  } finally {
    watch.close();
  }
});

test('nothing is told after closing', async () => {
  const place = directory({ 'flink-conf.yaml': 'a: 1' });
  const { watch, changes, failures } = await watched({ directory: place }, 0.01);
  writeFileSync(path.join(place, 'flink-conf.yaml'), 'a: 2');
  watch.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual([changes, failures], [[], []]);
});
