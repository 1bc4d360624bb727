import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import { type SchemaError, validators } from '../../src/api/validators.ts';
import type { CrdSchema } from '../support/crd-differences.ts';
import { naiveValidator } from '../support/naive-validation.ts';
import { objectLike, randomNumbers } from '../support/schema-objects.ts';

/*
 * The compiled validators are the schemas of our CRDs after a good deal of rearranging (design D10): the CRDs themselves,
 * compiled as they are, must say the same. `SLUICE_SCHEMA_OBJECTS` is the number of objects for each kind.
 */
const objects = Number(process.env['SLUICE_SCHEMA_OBJECTS'] ?? 2_000);
const seed = Number(process.env['SLUICE_SEED'] ?? Date.now() % 1e9);

for (const id of Object.keys(definitions) as KindId[]) {
  test(`the validator of ${id} says what its CRD says (seed ${seed})`, () => {
    const schema = crdSchema(id);
    const naive = naiveValidator(schema);
    const random = randomNumbers(seed);
    let faulty = 0;
    for (let i = 0; i < objects; i++) {
      // Metadata is the API server's to judge, and ours looks at a little of it.
      const object = objectLike(schema, random, i % 4 === 0 ? 0 : 0.02);
      if (isObject(object)) object['metadata'] = {};
      const wanted = naive(object);
      if (wanted.length > 0) faulty++;
      assert.deepEqual(compiled(id, object), wanted, JSON.stringify(object));
    }
    assert.ok(faulty > objects / 10 && faulty < objects, `${faulty} of ${objects} objects are faulty`);
  });
}

function crdSchema(id: KindId): CrdSchema {
  const { plural, group, version } = definitions[id].name;
  const file = new URL(`../../charts/sluice/crds/${plural}.${group}.yaml`, import.meta.url);
  const { versions } = parse(readFileSync(file, 'utf8')).spec as {
    versions: { name: string; schema: { openAPIV3Schema: CrdSchema } }[];
  };
  const found = versions.find(({ name }) => name === version);
  assert.ok(found);
  return found.schema.openAPIV3Schema;
}

/** What the compiled validator finds, as the naive one words it. */
function compiled(id: KindId, object: unknown): string[] {
  const strict = definitions[id].podTemplates === 'strict';
  const found: string[] = [];
  validators[id](object, '', {
    // The naive one cannot say this.
    uniqueKeys: false,
    add: (path, keyword, params) => {
      const line = worded(path, { keyword, params } as SchemaError, strict);
      if (line !== undefined) found.push(line);
    },
  });
  return found.sort();
}

function worded(path: string, error: SchemaError, strict: boolean): string | undefined {
  switch (error.keyword) {
    case 'required':
      return strict ? `${path}/${error.params.missingProperty} required` : undefined;
    case 'knownFields':
      return `${path} unknown ${error.params.field}`;
    case 'integer':
      return `${path} ${error.params.whole ? 'format' : 'type'}`;
    case 'quantity': {
      const { problem } = error.params;
      if (problem === 'format') return strict ? `${path} pattern` : undefined;
      return problem === 'fraction' && strict ? undefined : `${path} type`;
    }
    default:
      return `${path} ${error.keyword}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
