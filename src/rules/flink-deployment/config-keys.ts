import { type FieldPath, pathTo, segments } from '../../api/field-path.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { compareFlinkVersions } from '../../values/flink-version.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { invalid, nothing, notSupported, type Problem, type Rule } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { type Configured, keyPath } from './configuration.ts';
import { scanOf } from './configuration-scan.ts';
import { forbiddenKeys } from './known-options.ts';
import { shown } from './shown.ts';

type KeyRule = Rule<Configured, ConfigurationFacts>;

const withKey = (key: string) => `spec: { flinkConfiguration: { ${key} } }`;

export const configKeyUnknown: KeyRule = {
  id: 'config-key-unknown',
  summary: 'The keys of the configuration are keys that somebody reads.',
  explanation:
    'An unknown key is no error to Flink: it is never read, and the setting that was meant keeps its default. Told ' +
    'are keys below kubernetes.operator and job.autoscaler that do not exist, and keys that look like a slip of a ' +
    'common one.',
  severity: 'warning',
  examples: {
    good: withKey("state.checkpoints.dir: 's3://flink/checkpoints'"),
    bad: withKey("state.checkpoint.dir: 's3://flink/checkpoints'"),
  },
  check(_, at, { configuration }) {
    const { unknown } = scanOf(configuration);
    if (unknown.length === 0) return nothing;
    return unknown.map(({ key, guess }) =>
      guess === undefined
        ? notSupported(keyPath(at, key), 'is not a known key, so it has no effect', { fix: 'remove it, or correct it' })
        : notSupported(keyPath(at, key), 'is not a known key', { fix: `write ${guess} if that is meant` }),
    );
  },
};

export const configKeyNotPerResource: KeyRule = {
  id: 'config-key-not-per-resource',
  summary: 'A resource sets only what is read for each resource.',
  explanation:
    'Some options of the operator, such as its intervals, retries and limits, are read from its own configuration ' +
    'alone. In the configuration of a resource they are stored but have no effect.',
  severity: 'warning',
  examples: {
    good: withKey('kubernetes.operator.deployment.readiness.timeout: 5 min'),
    bad: withKey('kubernetes.operator.retry.max.attempts: 3'),
  },
  check(_, at, { configuration }) {
    const { system } = scanOf(configuration);
    if (system.length === 0) return nothing;
    const message = "has no effect here: it is read from the operator's own configuration";
    const fix = 'remove it, or have the platform team set it there';
    return system.map((key) => invalid(keyPath(at, key), message, { fix }));
  },
};

/** Where a place inside `flinkConfiguration` is in the object. */
function placeIn(at: FieldPath<Configured>, path: readonly (string | number)[]): FieldPath<unknown> {
  return pathTo([...segments(at.spec.flinkConfiguration), ...path]);
}

export const configValueNull: KeyRule = {
  id: 'config-value-null',
  summary: 'A key of the configuration has a value.',
  explanation:
    'A key with null counts as not set, as everywhere in Kubernetes. The reference operator takes the word null for ' +
    'the value, for instance for the name of a directory, so a value that is left open should not be written at all.',
  severity: 'warning',
  examples: { good: withKey('execution.checkpointing.dir: ""'), bad: withKey('execution.checkpointing.dir: null') },
  check(_, at, { configuration }) {
    const own = configuration.layers.at(-1);
    if (!own || own.nulls.length === 0) return nothing;
    const fix = 'remove the key, or give it a value';
    return own.nulls
      .filter((key) => !forbiddenKeys.includes(key))
      .map((key) => invalid(placeIn(at, own.path(key) ?? [key]), 'is null, which counts as not set', { fix }));
  },
};

export const configNestedTooDeep: KeyRule = {
  id: 'config-nested-too-deep',
  summary: 'The configuration is nested no deeper than keys have parts.',
  explanation:
    'Nested maps are joined by dots to the keys of Flink. What is nested deeper than any key of Flink has parts is ' +
    'not read.',
  severity: 'warning',
  examples: {
    good: withKey('state: { checkpoints: { dir: "" } }'),
    bad: withKey(`a: ${'{ a: '.repeat(40)}1${' }'.repeat(40)}`),
  },
  check(_, at, { configuration }) {
    const own = configuration.layers.at(-1);
    if (!own || own.tooDeep.length === 0) return nothing;
    const fix = 'write the full key';
    return own.tooDeep.map((path) => invalid(placeIn(at, path), 'is nested too deep, so it is not read', { fix }));
  },
};

const nestedFileSince = 'v2_0';
const operatorKey = /^(?:kubernetes\.operator|job\.autoscaler)\./;

export const configKeyPrefixConflict: DeploymentRule = {
  id: 'config-key-prefix-conflict',
  summary: 'From Flink 2.0 on no key is the beginning of another one.',
  explanation:
    'Flink 2 reads a nested configuration file, in which a key cannot have both a value and keys below it: with ' +
    'state.backend and state.backend.type the file cannot be written. The shorter one is usually an old name; use ' +
    'the new one.',
  severity: 'warning',
  examples: {
    good: 'spec: { flinkVersion: v2_1, flinkConfiguration: { state.backend.type: rocksdb } }',
    bad: 'spec: { flinkVersion: v2_1, flinkConfiguration: { state.backend: rocksdb, state.backend.incremental: true } }',
  },
  check({ spec: { flinkVersion } }, at, { configuration }) {
    const own = configuration.layers.at(-1);
    if (!own || flinkVersion === undefined || compareFlinkVersions(flinkVersion, nestedFileSince) < 0) return nothing;
    const problems: Problem[] = [];
    for (const key of own.keys()) {
      const start = operatorKey.test(key) ? undefined : keyAbove(key, configuration);
      if (start === undefined) continue;
      const message = `cannot stand beside ${shown(key)} in Flink ${flinkVersion}`;
      problems.push(invalid(keyPath(at, start), message, { fix: 'use the newer name of the key' }));
    }
    return problems;
  },
};

const longestKey = 200;

/** A key with a value that is the beginning of this one. */
function keyAbove(key: string, configuration: EffectiveConfiguration): string | undefined {
  if (key.length > longestKey) return undefined;
  for (let dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
    const start = key.slice(0, dot);
    if (configuration.has(start)) return start;
  }
  return undefined;
}
