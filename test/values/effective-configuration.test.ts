import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { booleanOption, listOption, stringOption } from '../../src/values/configuration-option.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { flattenConfiguration } from '../../src/values/flink-configuration.ts';
import { flinkVersions } from '../../src/values/flink-version.ts';

const namespaced = 'kubernetes.operator.default-configuration.namespace';
const versioned = 'kubernetes.operator.default-configuration.flink-version';

interface Case {
  name: string;
  operator: Record<string, string>;
  namespace?: string;
  version?: string;
  layers?: unknown[];
  expected: string | undefined;
}

const cases: Case[] = [
  { name: 'nothing', operator: {}, expected: undefined },
  { name: 'the operator', operator: { k: 'operator' }, expected: 'operator' },
  {
    name: 'the namespace over the operator',
    operator: { k: 'operator', [`${namespaced}.flink.k`]: 'namespace' },
    expected: 'namespace',
  },
  { name: 'another namespace', operator: { [`${namespaced}.other.k`]: 'namespace' }, expected: undefined },
  { name: 'a namespace that begins alike', operator: { [`${namespaced}.fli.k`]: 'namespace' }, expected: undefined },
  {
    name: 'a longer key of the namespace',
    operator: { [`${namespaced}.flink.x.k`]: 'namespace' },
    expected: undefined,
  },
  {
    name: 'a namespace with a dot',
    namespace: 'flink.x',
    operator: { [`${namespaced}.flink.x.k`]: 'namespace' },
    expected: 'namespace',
  },
  {
    name: 'a prefix without a key',
    operator: { [`${namespaced}.flink`]: 'x', [`${versioned}.v1_20`]: 'x' },
    expected: undefined,
  },
  {
    name: 'the version over the namespace',
    operator: { [`${namespaced}.flink.k`]: 'namespace', [`${versioned}.v1_20.k`]: 'exact' },
    expected: 'exact',
  },
  {
    name: 'and newer over the namespace',
    operator: { [`${namespaced}.flink.k`]: 'namespace', [`${versioned}.v1_18+.k`]: 'newer' },
    expected: 'newer',
  },
  { name: 'and newer, the same version', operator: { [`${versioned}.v1_20+.k`]: 'newer' }, expected: 'newer' },
  { name: 'and newer, a version to come', operator: { [`${versioned}.v2_0+.k`]: 'newer' }, expected: undefined },
  {
    name: 'a newer one over an older one',
    operator: { [`${versioned}.v1_19+.k`]: '19', [`${versioned}.v1_17+.k`]: '17' },
    expected: '19',
  },
  {
    name: 'exact over and newer',
    operator: { [`${versioned}.v1_20.k`]: 'exact', [`${versioned}.v1_20+.k`]: 'newer' },
    expected: 'exact',
  },
  { name: 'exactly another version', operator: { [`${versioned}.v1_19.k`]: 'exact' }, expected: undefined },
  { name: 'an unknown version in the key', operator: { [`${versioned}.v0_9+.k`]: 'newer' }, expected: undefined },
  {
    name: 'no version in the resource',
    version: '',
    operator: { [`${versioned}.v1_20.k`]: 'exact', [`${versioned}.v1_13+.k`]: 'newer' },
    expected: undefined,
  },
  {
    name: 'an unknown version in the resource',
    version: 'v9_9',
    operator: { [`${versioned}.v1_13+.k`]: 'newer', [`${versioned}.v9_9.k`]: 'x' },
    expected: undefined,
  },
  {
    name: 'a newer minor of the next major',
    version: 'v2_1',
    operator: { [`${versioned}.v1_19+.k`]: 'newer' },
    expected: 'newer',
  },
  {
    name: 'the resource over all',
    operator: { k: 'operator', [`${versioned}.v1_20.k`]: 'exact' },
    layers: [{ k: 'resource' }],
    expected: 'resource',
  },
  { name: 'a blank in the resource', operator: { k: 'operator' }, layers: [{ k: '' }], expected: '' },
  { name: 'null in the resource is not set', operator: { k: 'operator' }, layers: [{ k: null }], expected: 'operator' },
  { name: 'the job over its cluster', operator: {}, layers: [{ k: 'cluster' }, { k: 'job' }], expected: 'job' },
  {
    name: 'the cluster where the job is silent',
    operator: { k: 'operator' },
    layers: [{ k: 'cluster' }, {}],
    expected: 'cluster',
  },
];
for (const { name, operator, namespace = 'flink', version = 'v1_20', layers = [], expected } of cases) {
  test(`layers: ${name}`, () => {
    const configuration = OperatorConfiguration.from(operator).effective(
      namespace,
      version,
      ...layers.map((layer) => flattenConfiguration(layer)),
    );
    assert.equal(configuration.get('k'), expected);
    assert.equal(configuration.has('k'), expected !== undefined);
  });
}

test('without a namespace and a version only the keys of the operator count', () => {
  const operator = OperatorConfiguration.from({ k: 'operator', [`${namespaced}.flink.k`]: 'namespace' });
  assert.equal(operator.effective(undefined, undefined).get('k'), 'operator');
  assert.equal(operator.own.get('k'), 'operator');
});

test('a configuration that was handed over does not change with its source', () => {
  const source = new Map([['k', 'before']]);
  const operator = OperatorConfiguration.from(source);
  source.set('k', 'after');
  assert.equal(operator.effective('flink', 'v1_20').get('k'), 'before');
});

test('very many namespaces are answered rightly and not all remembered', () => {
  const defaults = Array.from({ length: 1200 }, (_, i) => [`${namespaced}.n${i}.k`, String(i)] as const);
  const operator = OperatorConfiguration.from(new Map(defaults));
  for (const round of [1, 2]) {
    for (let i = 0; i < 1200; i++)
      assert.equal(operator.effective(`n${i}`, 'v1_20').get('k'), String(i), `round ${round}`);
  }
});

const option = stringOption('new', { fallbackKeys: ['old', 'older'], default: 'default' });

const lookups: { name: string; operator?: Record<string, string>; layers: unknown[]; expected: unknown }[] = [
  { name: 'absent', layers: [{}], expected: undefined },
  {
    name: 'its own key',
    layers: [{ new: 'a' }],
    expected: { key: 'new', text: 'a', origin: 'resource', layer: 1, path: ['new'] },
  },
  {
    name: 'an older name',
    layers: [{ old: 'a' }],
    expected: { key: 'old', text: 'a', origin: 'resource', layer: 1, path: ['old'] },
  },
  {
    name: 'the first of two older names',
    layers: [{ older: 'a', old: 'b' }],
    expected: { key: 'old', text: 'b', origin: 'resource', layer: 1, path: ['old'] },
  },
  {
    name: 'its own key of a lower layer',
    operator: { new: 'o' },
    layers: [{ old: 'a' }],
    expected: { key: 'new', text: 'o', origin: 'operator', layer: 0 },
  },
  {
    name: 'its own key, though blank',
    layers: [{ new: '', old: 'a' }],
    expected: { key: 'new', text: '', origin: 'resource', layer: 1, path: ['new'] },
  },
  {
    name: 'an older name, its own key being null',
    layers: [{ new: null, old: 'a' }],
    expected: { key: 'old', text: 'a', origin: 'resource', layer: 1, path: ['old'] },
  },
  {
    name: 'the layer of the job, nested',
    layers: [{ new: 'c' }, { '': 1, new: 'j' }],
    expected: { key: 'new', text: 'j', origin: 'resource', layer: 2, path: ['new'] },
  },
];
for (const { name, operator = {}, layers, expected } of lookups) {
  test(`lookup: ${name}`, () => {
    const configuration = OperatorConfiguration.from(operator).effective(
      'flink',
      'v1_20',
      ...layers.map((layer) => flattenConfiguration(layer)),
    );
    assert.deepEqual(configuration.lookup(option), expected);
    assert.equal(configuration.contains(option), expected !== undefined);
  });
}

test('a reading is absent, valid or invalid', () => {
  const flag = booleanOption('flag', { default: false });
  const read = (layer: unknown) =>
    OperatorConfiguration.from({}).effective('flink', 'v1_20', flattenConfiguration(layer));
  assert.deepEqual(read({}).read(flag), { state: 'absent' });
  assert.equal(read({}).value(flag), false);
  const at = { key: 'flag', origin: 'resource', layer: 1, path: ['flag'] };
  assert.deepEqual(read({ flag: true }).read(flag), { state: 'valid', value: true, at: { ...at, text: 'true' } });
  assert.equal(read({ flag: true }).value(flag), true);
  assert.deepEqual(read({ flag: 'yes' }).read(flag), { state: 'invalid', at: { ...at, text: 'yes' } });
  assert.equal(read({ flag: 'yes' }).value(flag), undefined);
  assert.equal(read({}).value(stringOption('none')), undefined);
});

test('a YAML parser that comes with the configuration reads its lists', () => {
  const list = listOption('list');
  const parseYaml = (text: string): unknown => JSON.parse(text);
  const layer = flattenConfiguration({ list: '["a", "b;c"]' });
  assert.deepEqual(OperatorConfiguration.from({}, parseYaml).effective('flink', 'v1_20', layer).value(list), [
    'a',
    'b;c',
  ]);
  assert.deepEqual(OperatorConfiguration.from({}).effective('flink', 'v1_20', layer).value(list), ['["a", "b', 'c"]']);
  assert.deepEqual(OperatorConfiguration.from({ list: '["a"]' }, parseYaml).own.read(list), {
    state: 'valid',
    value: ['a'],
    at: { key: 'list', text: '["a"]', origin: 'operator', layer: 0 },
  });
});

test('keys are listed once, those of the resource first; nulls are listed apart', () => {
  const configuration = OperatorConfiguration.from({ a: '1', b: '2' }).effective(
    'flink',
    'v1_20',
    flattenConfiguration({ b: '3', c: { d: '4' }, e: null }),
    flattenConfiguration({ c: { d: '5' }, f: '6' }),
  );
  assert.deepEqual([...configuration.keys()], ['c.d', 'f', 'b', 'a']);
  assert.deepEqual(configuration.nulls(), [{ key: 'e', layer: 1, path: ['e'] }]);
});

test('looking up layer by layer is the same as merging all of them', () => {
  const entries = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 3 }), { maxKeys: 3 });
  const version = fc.constantFrom(...flinkVersions);
  const property = fc.property(
    entries,
    entries,
    fc.dictionary(version, entries),
    fc.dictionary(version, entries),
    version,
    entries,
    (own, scoped, newer, exact, current, resource) => {
      const prefixed = (prefix: string, values: Record<string, string>) =>
        Object.entries(values).map(([key, text]) => [`${prefix}.${key}`, text]);
      const map = Object.fromEntries([
        ...Object.entries(own),
        ...prefixed(`${namespaced}.flink`, scoped),
        ...Object.entries(newer).flatMap(([name, values]) => prefixed(`${versioned}.${name}+`, values)),
        ...Object.entries(exact).flatMap(([name, values]) => prefixed(`${versioned}.${name}`, values)),
      ]);
      const older = flinkVersions.slice(0, flinkVersions.indexOf(current) + 1);
      const merged: Record<string, string> = Object.assign(
        {},
        own,
        scoped,
        ...older.map((name) => newer[name] ?? {}),
        exact[current] ?? {},
        resource,
      );
      const configuration = OperatorConfiguration.from(map).effective('flink', current, flattenConfiguration(resource));
      for (const key of ['a', 'b', 'c']) assert.equal(configuration.get(key), merged[key]);
    },
  );
  fc.assert(property);
});
