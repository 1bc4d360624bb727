import type { Selection } from '../../src/kube/kube-client.ts';
import { isObject } from '../../src/values/json.ts';
import type { KubeObject } from './kube-object.ts';

/** Whether a selection has an object in it. */
export type Matcher = (object: KubeObject) => boolean;

const matchers = new Map<string, Matcher>();
const everything: Matcher = () => true;

export function matcherOf({ namespace, labelSelector, fieldSelector }: Selection): Matcher {
  const key = `${namespace}|${labelSelector}|${fieldSelector}`;
  const known = matchers.get(key);
  if (known) return known;
  const tests = [
    ...(namespace === undefined ? [] : [(object: KubeObject) => object.metadata.namespace === namespace]),
    ...requirements(labelSelector).map((text) => labelTest(text)),
    ...requirements(fieldSelector).map((text) => fieldTest(text)),
  ];
  const matcher = tests.length === 0 ? everything : (object: KubeObject) => tests.every((test) => test(object));
  if (matchers.size > 10_000) matchers.clear();
  matchers.set(key, matcher);
  return matcher;
}

/** Split at commas that stand in no parentheses. */
const requirements = (text: string | undefined) => text?.split(/,(?![^(]*\))/) ?? [];

function labelTest(text: string): Matcher {
  const several = /^(\S+) in \((.*)\)$/.exec(text);
  if (several) {
    const [, label = '', values = ''] = several;
    const allowed = values.split(',').map((value) => value.trim());
    return ({ metadata }) => allowed.includes(metadata.labels?.[label] ?? '');
  }
  if (/^[\w./-]+$/.test(text)) return ({ metadata }) => metadata.labels?.[text] !== undefined;
  const [, label = '', operator, value] = /^([^!=]+)(!=|=)(.*)$/.exec(text) ?? [];
  if (operator === undefined) throw new RangeError(`no label selector: ${text}`);
  return ({ metadata }) => (metadata.labels?.[label] === value) === (operator === '=');
}

function fieldTest(text: string): Matcher {
  const [path = '', value] = text.split('=');
  const steps = path.split('.');
  return (object) => steps.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), object) === value;
}
