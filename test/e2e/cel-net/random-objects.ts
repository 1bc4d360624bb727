import assert from 'node:assert/strict';
import { type KindId, kindNames } from '../../../src/api/kinds.ts';
import type { CrdSchema } from '../../support/crd-differences.ts';
import { objectLike, randomNumbers } from '../../support/schema-objects.ts';
import { crds } from './api-server.ts';
import { kindsWithNet, type NetCase, plainFacts } from './cases.ts';

interface Crd {
  readonly spec: {
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: CrdSchema } }[];
  };
}

/** Objects that are much like their schema, the same for the same seed. */
export function randomCases(seed: number, countOfEach: number): NetCase[] {
  const random = randomNumbers(seed);
  const known = crds() as Crd[];
  return kindsWithNet.flatMap((kind) => {
    const schema = specOf(kind, known);
    const { group, version, kind: name } = kindNames[kind];
    return Array.from({ length: countOfEach }, (_, index): NetCase => {
      const spec = objectLike(schema, random, index % 3 === 0 ? 0.01 : 0);
      const object = { apiVersion: `${group}/${version}`, kind: name, metadata: { name: `r${index}` }, spec };
      return { id: `${kind} ${index}`, kind, operation: 'CREATE', object, facts: plainFacts() };
    });
  });
}

function specOf(kind: KindId, known: readonly Crd[]): CrdSchema {
  const { plural, version } = kindNames[kind];
  const crd = known.find(({ spec }) => spec.names.plural === plural);
  const spec = crd?.spec.versions.find(({ name }) => name === version)?.schema.openAPIV3Schema.properties?.['spec'];
  assert.ok(spec);
  return spec;
}
