import { parseExactly } from '../conversion/exact-json.ts';
import { assertDepth, isObject, TooDeep } from '../values/json.ts';
import type { Answer, Outcome } from './answer-types.ts';
import { convertReview } from './convert-review.ts';
import { refused } from './outcome.ts';
import { depthLimit, Refusal, readJson } from './request.ts';

/** Of a ConversionReview: its objects are four levels down. */
const reviewDepthLimit = depthLimit + 4;

/** The conversion side: FlinkCluster from one version to the other, all objects of a review or none. */
export function convert(body: Uint8Array | string): Answer {
  const review = readJson(body, parseExactly);
  if (review instanceof Refusal) return refused('convert', review);
  try {
    assertDepth(review, reviewDepthLimit);
  } catch (error) {
    if (error instanceof TooDeep) return refused('convert', new Refusal('too-deep', `the review is ${error.message}`));
    throw error;
  }
  const converted = convertReview(review);
  if (!converted) {
    return refused(
      'convert',
      new Refusal('not-a-review', 'the body is no ConversionReview of apiextensions.k8s.io/v1'),
    );
  }
  const { uid, result } = converted.response;
  const outcome: Outcome = {
    side: 'convert',
    uid,
    kind: 'FlinkCluster',
    dryRun: false,
    ...subjectOf(review),
    verdict: result.status === 'Success' ? 'allowed' : 'denied',
    findings: [],
    brokenRules: [],
    patchOperations: 0,
  };
  return { status: 200, body: JSON.stringify(converted), outcome };
}

/** Names the object when there is one; a list of them has no name. */
function subjectOf(review: unknown): Pick<Outcome, 'namespace' | 'name'> {
  const request = isObject(review) ? review['request'] : undefined;
  const objects = isObject(request) ? request['objects'] : undefined;
  const only: unknown = Array.isArray(objects) && objects.length === 1 ? objects[0] : undefined;
  const metadata = isObject(only) ? only['metadata'] : undefined;
  if (!isObject(metadata)) return {};
  const { namespace, name } = metadata;
  return { ...(typeof namespace === 'string' && { namespace }), ...(typeof name === 'string' && { name }) };
}
