import { kindOf } from '../../../src/api/kinds.ts';
import { isObject } from '../../../src/values/json.ts';
import { corpusFolder, type FlinkCase, files } from '../../conformance/corpus.ts';
import { envelopeOf } from '../../conformance/gate.ts';
import { type LeftOut, leaveOut } from './left-out.ts';
import { isNamespaceName, isObjectName } from './names.ts';
import { storedObject } from './stored-object.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

const operations = ['CREATE', 'UPDATE', 'DELETE'] as const;
type Operation = (typeof operations)[number];

/** A recorded case as an API server can be asked about it. */
export interface ReplayCase {
  readonly id: string;
  readonly recorded: FlinkCase;
  readonly operation: Operation;
  readonly object: Manifest;
  /** What must be stored under the same name before. */
  readonly stored: Manifest | undefined;
  /** What else must be stored before. */
  readonly others: readonly Manifest[];
  readonly flinkConf: Readonly<Record<string, string>>;
  readonly resolve: Readonly<Record<string, string | null>>;
  readonly wanted: Wanted;
}

interface Corpus {
  readonly total: number;
  readonly cases: readonly ReplayCase[];
  readonly leftOut: LeftOut;
}

/** `undefined` on a machine without the recordings. */
export function readCorpus(): Corpus | undefined {
  const cases: ReplayCase[] = [];
  const leftOut: LeftOut = new Map();
  let total = 0;
  for (const name of ['flink-admission', 'flinkcluster-admission']) {
    const folder = corpusFolder(name);
    if (folder === undefined) return undefined;
    for (const { name: file, content } of files(folder)) {
      const recordings = Array.isArray(content) ? content : (content as { cases: unknown[] }).cases;
      for (const recorded of recordings as FlinkCase[]) {
        total += 1;
        const found =
          file === 'endpoint.json'
            ? 'a whole HTTP exchange, which an API server writes itself'
            : replayCase(recorded, `r${total}`, file === 'random-mutations.json');
        if (typeof found === 'string') leaveOut(leftOut, found, recorded.id);
        else cases.push(found);
      }
    }
  }
  return { total, cases, leftOut };
}

/** The case, or the reason why no API server can be asked about it. */
function replayCase(recorded: FlinkCase, prefix: string, isRandom: boolean): ReplayCase | string {
  const { id } = recorded;
  const operation = operationOf(recorded);
  if (operation === undefined) return 'no operation that an API server asks about';
  if (recorded.subResource !== undefined) return 'the sub-resource is not registered';
  const subject: unknown = operation === 'DELETE' ? recorded.old : recorded.object;
  const reason = operation === 'UPDATE' && recorded.old === undefined ? 'an update of nothing' : unfit(subject);
  if (reason !== undefined) return reason;
  const { flinkConf, context, resolve } = envelopeOf(recorded);
  if (!context.every((other) => unfit(other) === undefined)) return 'another object that it needs cannot be stored';
  // A case that stores something has namespaces of its own, except where the configuration names the namespace.
  const stores = operation !== 'CREATE' || context.length > 0;
  const isFixed = Object.keys(flinkConf).some((key) => key.includes('.namespace.'));
  const place = (namespace: unknown) => (stores && !isFixed ? `${prefix}-${namespace}`.slice(0, 63) : namespace);
  const placed = (manifest: unknown) => moved(manifest as Manifest, place);
  return {
    id,
    recorded,
    operation,
    object: placed(subject),
    stored: operation === 'CREATE' ? undefined : placed(storedObject(recorded)),
    others: context.map(placed),
    flinkConf,
    resolve,
    wanted: wantedOf(recorded, isRandom),
  };
}

function operationOf({ operation }: FlinkCase): Operation | undefined {
  return operations.find((one) => one === operation);
}

/** Why an object can have no place on an API server. */
function unfit(object: unknown): string | undefined {
  if (!isObject(object) || !isObject(object['metadata'])) return 'no object with metadata';
  if (kindOf(object['apiVersion'], object['kind']) === undefined) return 'the kind is not served';
  const { name, namespace = 'default' } = object['metadata'];
  if (!isObjectName(name)) return 'the name is not legal';
  return isNamespaceName(namespace) ? undefined : 'the namespace has no legal name';
}

function moved(manifest: Manifest, place: (namespace: unknown) => unknown): Manifest {
  const { namespace = 'default' } = manifest.metadata;
  return { ...manifest, metadata: { ...manifest.metadata, namespace: String(place(namespace)) } };
}
