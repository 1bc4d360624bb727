import type { KubeObject } from '../api/meta.ts';
import { isObject } from '../values/json.ts';
import { type Rule, required } from './rule.ts';

const metadataRequired: Rule<KubeObject> = {
  id: 'metadata-required',
  summary: 'Every object has metadata with a name.',
  explanation:
    'Without a name nothing can be stored, found or reported. An API server never lets such an object through; a ' +
    'manifest that lacks it is refused before it gets there. With generateName the API server makes the name up.',
  scope: 'metadata',
  examples: { good: 'metadata: {name: orders}', bad: 'metadata: {name: null}' },
  *check({ metadata }, at) {
    if (!isObject(metadata)) yield required(at.metadata, 'must be set', { fix: 'add metadata with a name' });
    else if (metadata.name === undefined && metadata.generateName === undefined) {
      yield required(at.metadata.name, 'must be set', { fix: 'give the object a name' });
    }
  },
};

const specRequired: Rule<KubeObject> = {
  id: 'spec-required',
  summary: 'Every object has a spec.',
  explanation:
    'The spec says what is wanted; without it there is nothing to run, and a null spec is the same as none. The ' +
    'reference operators fail on such an object instead of refusing it.',
  scope: 'metadata',
  examples: { good: '{}', bad: 'spec: null' },
  *check({ spec }, at) {
    if (!isObject(spec)) yield required(at.spec, 'must be set', { fix: 'add a spec' });
  },
};

/** Rules of all kinds; where one of them finds something, there is nothing for the others to look at. */
export const presenceRules: readonly Rule<KubeObject>[] = [metadataRequired, specRequired];
