import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entry, fieldPath, formatPath, parsePath, pathTo, segments } from '../../src/api/field-path.ts';

interface Example {
  spec: { job?: { args?: string[] }; flinkConfiguration?: Record<string, string> };
}
const at = fieldPath<Example>();

const cases = [
  { path: at, text: '$' },
  { path: at.spec.job.args, text: 'spec.job.args' },
  { path: entry(at.spec.job.args, 1), text: 'spec.job.args[1]' },
  { path: entry(at.spec.flinkConfiguration, 'a.b'), text: "spec.flinkConfiguration['a.b']" },
  { path: entry(at.spec.flinkConfiguration, "it's\\"), text: "spec.flinkConfiguration['it\\'s\\\\']" },
  { path: fieldPath<Example>('$related').spec, text: '$related.spec' },
  { path: pathTo(['a', 0, '']), text: "a[0]['']" },
];

for (const { path, text } of cases) {
  test(`the path ${text} is written and read`, () => {
    assert.equal(formatPath(segments(path)), text);
    assert.deepEqual(parsePath(text), segments(path));
  });
}

test('other notations are read too', () => {
  assert.deepEqual(parsePath('$.a["b c"]'), ['a', 'b c']);
  assert.deepEqual(parsePath("$['a']"), ['a']);
  assert.equal(parsePath('a..b'), undefined);
});

test('every path is read back as it was written', () => {
  const segment = fc.oneof(fc.string(), fc.nat());
  fc.assert(fc.property(fc.array(segment), (path) => assert.deepEqual(parsePath(formatPath(path)), path)));
});
