import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArtifactRefused, ArtifactUnavailable } from '../../src/artifacts/errors.ts';

for (const Kind of [ArtifactRefused, ArtifactUnavailable]) {
  test(`${Kind.name} says of what it speaks`, () => {
    const cause = new Error('inside');
    const { name, message, uri, cause: kept } = new Kind('https://me:secret@jars.test/a?b', 'is not there', { cause });
    const expected = [Kind.name, 'https://jars.test/a?… is not there', 'https://jars.test/a?…', cause];
    assert.deepEqual([name, message, uri, kept], expected);
  });
}
