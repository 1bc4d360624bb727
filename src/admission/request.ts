import { isObject, type JsonObject } from '../values/json.ts';

/** Larger than two objects of etcd's limit in one review (S-02). Bytes. */
export const bodyLimit = 7 * 1024 * 1024;

/** No object of Kubernetes is nested as deep; the deepest part of a pod template is some twenty levels down. */
export const depthLimit = 100;

/** The part of an `admission.k8s.io/v1` request that is read here. */
export interface AdmissionRequest {
  readonly uid?: string;
  readonly operation: string;
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
  /** The plural whose sub-resource is asked for, and which sub-resource: `flinkdeployments`, `scale`. */
  readonly resource?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subResource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  readonly dryRun: boolean;
  readonly object?: unknown;
  readonly oldObject?: unknown;
}

/** Why a body could not be read; the names are metric labels. */
export type RefusalReason = 'empty' | 'too-large' | 'not-utf8' | 'not-json' | 'too-deep' | 'not-a-review';

/** A body that is no review. The message is for the caller and holds nothing of the body. */
export class Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
  readonly status: number;

  constructor(reason: RefusalReason, message: string, status = 400) {
    this.reason = reason;
    this.message = message;
    this.status = status;
  }

  get body(): string {
    return JSON.stringify({ error: this.message, reason: this.reason });
  }
}

const tooLarge = (limit: number): Refusal => new Refusal('too-large', `the body is larger than ${limit} bytes`, 413);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON value of a body. Prototype-polluting keys come out as ordinary own fields (S-03). */
export function readJson(body: Uint8Array | string, parse: (text: string) => unknown = JSON.parse): unknown {
  if (body.length === 0) return new Refusal('empty', 'the body is empty; an AdmissionReview is expected');
  if (body.length > bodyLimit) return tooLarge(bodyLimit);
  let text: string;
  try {
    text = typeof body === 'string' ? body : utf8.decode(body);
  } catch {
    return new Refusal('not-utf8', 'the body is not valid UTF-8');
  }
  try {
    return parse(text);
  } catch {
    return new Refusal('not-json', 'the body is not valid JSON');
  }
}

/**
 * The request of a review. The review's own apiVersion and kind are not held against it: `v1beta1` reviews have the
 * same shape.
 */
export function readReview(body: Uint8Array | string): AdmissionRequest | Refusal {
  const review = readJson(body);
  if (review instanceof Refusal) return review;
  const request = isObject(review) ? review['request'] : undefined;
  if (!isObject(request)) return new Refusal('not-a-review', 'the body is no AdmissionReview: request is missing');
  const { uid, operation } = request;
  if (typeof operation !== 'string') return new Refusal('not-a-review', 'request.operation must be a text');
  if (uid !== undefined && uid !== null && typeof uid !== 'string') {
    return new Refusal('not-a-review', 'request.uid must be a text');
  }
  return readRequest(request, operation);
}

function readRequest(request: JsonObject, operation: string): AdmissionRequest {
  const uid = text(request['uid']);
  const kind = readKind(request['kind']);
  const resource = readResource(request['resource']);
  const subResource = text(request['subResource']);
  const namespace = text(request['namespace']);
  const name = text(request['name']);
  const userInfo = request['userInfo'];
  const user = isObject(userInfo) ? text(userInfo['username']) : undefined;
  return {
    ...(uid !== undefined && { uid }),
    operation,
    ...(kind && { kind }),
    ...(resource && { resource }),
    ...(subResource !== undefined && { subResource }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(user !== undefined && { user }),
    dryRun: request['dryRun'] === true,
    object: request['object'],
    oldObject: request['oldObject'],
  };
}

function readKind(kind: unknown): AdmissionRequest['kind'] {
  if (!isObject(kind) || typeof kind['kind'] !== 'string') return undefined;
  return { group: text(kind['group']) ?? '', version: text(kind['version']) ?? '', kind: kind['kind'] };
}

function readResource(resource: unknown): AdmissionRequest['resource'] {
  if (!isObject(resource) || typeof resource['resource'] !== 'string') return undefined;
  return {
    group: text(resource['group']) ?? '',
    version: text(resource['version']) ?? '',
    resource: resource['resource'],
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
