import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { warningTexts } from '../../src/admission/warnings.ts';

test('warnings are sorted by path and told once', () => {
  const twice = { path: 'spec.b', message: 'is old' };
  assert.deepEqual(warningTexts([twice, { path: 'spec.a', message: 'is old' }, twice]), [
    'spec.a: is old',
    'spec.b: is old',
  ]);
});

test('a warning about the whole object has no path', () => {
  assert.deepEqual(warningTexts([{ path: '$', message: 'is odd' }]), ['is odd']);
});

test('what to do is told where there is room for it', () => {
  const warning = { path: 'spec.a', message: 'is old', fix: 'write b' };
  assert.deepEqual(warningTexts([warning]), ['spec.a: is old (write b)']);
  assert.deepEqual(warningTexts([{ ...warning, fix: 'b'.repeat(110) }]), ['spec.a: is old']);
});

test('what does not fit is counted', () => {
  const texts = warningTexts(Array.from({ length: 50 }, (_, i) => ({ path: `spec.args[${i}]`, message: 'is odd' })));
  assert.equal(texts.length, 20);
  assert.equal(texts.at(-1), '31 more warnings; sluice lint shows all of them');
});

test('API servers get nothing that they would cut or refuse', () => {
  const warning = fc.record({
    path: fc.string({ maxLength: 200 }),
    message: fc.string({ unit: 'binary', maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(warning, { maxLength: 60 }), (warnings) => {
      const texts = warningTexts(warnings);
      assert.ok(texts.length <= 20);
      assert.ok(texts.reduce((sum, text) => sum + text.length, 0) <= 3500);
      for (const text of texts) {
        assert.ok(text.length <= 120);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
        assert.doesNotMatch(text, /[\u0000-\u001F\u007F]/);
      }
    }),
  );
});
