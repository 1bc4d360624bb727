import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { convertReview } from '../../src/admission/convert-review.ts';
import { parseExactly } from '../../src/conversion/exact-json.ts';
import { conversionAnnotation } from '../../src/conversion/flink-cluster/note.ts';
import { flinkCluster, flinkClusterV1alpha1 } from '../support/flink-cluster.ts';

const v1alpha1 = 'flinkoperator.k8s.io/v1alpha1';
const v1beta1 = 'flinkoperator.k8s.io/v1beta1';

const review = (desiredAPIVersion: unknown, objects: unknown) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'u-1', desiredAPIVersion, objects },
});

const messageOf = (desired: unknown, objects: unknown) => {
  const result = convertReview(parseExactly(JSON.stringify(review(desired, objects))))?.response.result;
  return result?.status === 'Failed' ? result.message : undefined;
};

test('a conversion review is answered with all objects in order', () => {
  const objects = [flinkClusterV1alpha1(), flinkCluster({ metadata: { name: 'second' } })];
  const answer = convertReview(review(v1beta1, objects));
  assert.equal(answer?.apiVersion, 'apiextensions.k8s.io/v1');
  assert.equal(answer?.kind, 'ConversionReview');
  assert.equal(answer?.response.uid, 'u-1');
  assert.deepEqual(answer?.response.result, { status: 'Success' });
  const converted = answer?.response.convertedObjects;
  assert.deepEqual(
    converted?.map(({ apiVersion, metadata }) => `${apiVersion} ${metadata.name}`),
    [`${v1beta1} orders`, `${v1beta1} second`],
  );
});

test('a conversion review asks for the old version as well', () => {
  const answer = convertReview(review(v1alpha1, [flinkCluster()]));
  assert.equal(answer?.response.convertedObjects?.[0]?.apiVersion, v1alpha1);
});

test('a conversion review without objects is answered without objects', () => {
  assert.deepEqual(convertReview(review(v1beta1, []))?.response.convertedObjects, []);
});

const failures: { name: string; desired: unknown; objects: unknown; message: RegExp }[] = [
  {
    name: 'another version',
    desired: 'flinkoperator.k8s.io/v2',
    objects: [],
    message: /^cannot convert to "flinkoperator\.k8s\.io\/v2"/,
  },
  { name: 'no version', desired: undefined, objects: [], message: /^cannot convert to undefined/ },
  { name: 'objects that are no list', desired: v1beta1, objects: {}, message: /must be a list/ },
  { name: 'an object that is none', desired: v1beta1, objects: [7], message: /^objects\[0\]: is no object/ },
  {
    name: 'an object of another kind',
    desired: v1beta1,
    objects: [flinkCluster(), flinkCluster({ kind: 'FlinkDeployment' })],
    message: /^default\/orders: cannot convert "FlinkDeployment"/,
  },
  {
    name: 'an object of another version',
    desired: v1beta1,
    objects: [flinkCluster({ apiVersion: 'v1' })],
    message: /of "v1"/,
  },
  {
    name: 'an object without metadata',
    desired: v1beta1,
    objects: [{ ...flinkCluster(), metadata: 7 }],
    message: /^objects\[0\]: has no metadata/,
  },
  {
    name: 'a name without namespace',
    desired: v1beta1,
    objects: [flinkCluster({ kind: 'x', metadata: { namespace: null } })],
    message: /^orders: /,
  },
];

for (const { name, desired, objects, message } of failures) {
  test(`a conversion review fails: ${name}`, () => {
    assert.match(messageOf(desired, objects) ?? '', message);
    assert.equal(convertReview(review(desired, objects))?.response.convertedObjects, undefined);
  });
}

test('an integer that would be rounded fails the conversion', () => {
  const text = JSON.stringify(review(v1beta1, [flinkClusterV1alpha1()]));
  const large = text.replace('"replicas":1', '"replicas":9007199254740993');
  const result = convertReview(parseExactly(large))?.response.result;
  assert.deepEqual(result, {
    status: 'Failed',
    message: 'default/orders: spec.taskManager.replicas is 9007199254740993, an integer too large to be kept exactly',
  });
});

test('so does one inside what was kept of the other version', () => {
  const note = '{"spec.revisionHistoryLimit": {"to": 9007199254740993}}';
  const object = flinkClusterV1alpha1({ metadata: { annotations: { [conversionAnnotation]: note } } });
  assert.match(
    messageOf(v1beta1, [object]) ?? '',
    /sluice\.dev\/conversion\.spec\.revisionHistoryLimit\.to is 9007199254740993/,
  );
});

const unreadable: unknown[] = [
  undefined,
  7,
  [],
  {},
  { ...review(v1beta1, []), kind: 'AdmissionReview' },
  { ...review(v1beta1, []), apiVersion: 'apiextensions.k8s.io/v1beta1' },
  { ...review(v1beta1, []), request: 7 },
  { ...review(v1beta1, []), request: { desiredAPIVersion: v1beta1, objects: [] } },
  { ...review(v1beta1, []), request: { uid: '', desiredAPIVersion: v1beta1, objects: [] } },
];

for (const body of unreadable) {
  test(`no conversion review: ${JSON.stringify(body)}`, () => {
    assert.equal(convertReview(body), undefined);
  });
}

test('whatever is sent, converting never throws', () => {
  const request = fc.record({
    uid: fc.constantFrom('u', ''),
    desiredAPIVersion: fc.constantFrom(v1alpha1, v1beta1, 7),
    objects: fc.jsonValue(),
  });
  const objects = fc.array(
    fc.record({
      apiVersion: fc.constantFrom(v1alpha1, v1beta1),
      kind: fc.constant('FlinkCluster'),
      metadata: fc.jsonValue(),
      spec: fc.jsonValue(),
      status: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        request,
        request.chain((given) => objects.map((list) => ({ ...given, objects: list }))),
      ),
      (given) => {
        convertReview({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request: given });
      },
    ),
    { numRuns: 200 },
  );
});
