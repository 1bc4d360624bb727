import { parse } from 'yaml';
import { admittedKinds } from '../../../src/admission/kinds.ts';
import { type KindId, kindNames, kindOf } from '../../../src/api/kinds.ts';
import type { Rule } from '../../../src/rules/rule.ts';
import { isObject } from '../../../src/values/json.ts';
import type { Expectation, FlinkCase } from '../../conformance/corpus.ts';
import { corpusFolder, files } from '../../conformance/corpus.ts';
import { type Envelope, envelopeOf } from '../../conformance/gate.ts';
import { flinkCluster } from '../../support/flink-cluster.ts';
import {
  flinkBlueGreenDeployment,
  flinkDeployment,
  flinkSessionJob,
  flinkStateSnapshot,
} from '../../support/flink-objects.ts';
import { overlay } from '../../support/overlay.ts';
import { validObjects } from '../../support/valid-objects.ts';

/** An object on its way to be stored, once by an API server with the net and once by the gate. */
export interface NetCase {
  readonly id: string;
  readonly kind: KindId;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: Manifest;
  readonly old?: Manifest;
  readonly facts: Omit<Envelope, 'review'>;
  /** What the reference operator said, where it was asked. */
  readonly expect?: Expectation;
  readonly better?: FlinkCase['better'];
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly [field: string]: unknown };
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** Versions without a net are served together with the conversion webhook, so never without us. */
export const kindsWithNet = (Object.keys(kindNames) as KindId[]).filter((kind) => netRulesOf(kind).length > 0);

export function netRulesOf(kind: KindId): Rule<never, never>[] {
  return admittedKinds[kind].rules.filter(({ net }) => net !== undefined);
}

export function plainFacts(): NetCase['facts'] {
  return { flinkConf: {}, context: [], resolve: {} };
}

/** The recorded cases that an API server can carry at all, and how many it cannot, by the reason. */
export function recordedCases(): { cases: NetCase[]; leftOut: Map<string, number> } | undefined {
  const cases: NetCase[] = [];
  const leftOut = new Map<string, number>();
  for (const corpus of ['flink-admission', 'flinkcluster-admission']) {
    const folder = corpusFolder(corpus);
    if (folder === undefined) return undefined;
    for (const { content } of files(folder)) {
      const recordings = Array.isArray(content) ? content : (content as { cases: unknown }).cases;
      for (const recorded of recordings as FlinkCase[]) {
        const carried = carriedCase(recorded);
        if (typeof carried === 'string') leftOut.set(carried, (leftOut.get(carried) ?? 0) + 1);
        else cases.push(carried);
      }
    }
  }
  return { cases, leftOut };
}

function carriedCase(recorded: FlinkCase): NetCase | string {
  const { id, operation, object, old, subResource, expect, better } = recorded;
  if (operation !== 'CREATE' && operation !== 'UPDATE') return 'another operation';
  if (subResource !== undefined) return 'a sub-resource';
  if (!isManifest(object)) return 'no object with metadata';
  const kind = kindOf(object.apiVersion, object.kind);
  if (kind === undefined) return 'another kind';
  if (!kindsWithNet.includes(kind)) return 'a version without a net';
  if (operation === 'UPDATE' && !isManifest(old)) return 'an update without the stored object';
  const { review: _, ...facts } = envelopeOf(recorded);
  return {
    id,
    kind,
    operation,
    object,
    ...(operation === 'UPDATE' && { old: old as Manifest }),
    facts,
    expect,
    ...(better && { better }),
  };
}

function isManifest(value: unknown): value is Manifest {
  return isObject(value) && isObject(value['metadata']);
}

type Make = (changes: object) => unknown;

const smallest: Partial<Record<KindId, Make>> = {
  flinkDeployment: flinkDeployment,
  flinkSessionJob: flinkSessionJob,
  flinkStateSnapshot: flinkStateSnapshot,
  flinkBlueGreenDeployment: flinkBlueGreenDeployment,
  flinkClusterV1beta1: flinkCluster,
};

export interface ExampleCase extends NetCase {
  readonly rule: string;
  readonly isGood: boolean;
}

/** Both examples of each rule that is in the net. */
export function exampleCases(): ExampleCase[] {
  return kindsWithNet.flatMap((kind) =>
    netRulesOf(kind).flatMap(({ id, examples }) =>
      (['good', 'bad'] as const).map((quality): ExampleCase => {
        const object = (piece: string) => smallest[kind]?.(parse(piece) as object) as Manifest;
        const previous = examples.given?.previous;
        return {
          id: `${kind} ${id} ${quality}`,
          rule: id,
          isGood: quality === 'good',
          kind,
          operation: previous === undefined ? 'CREATE' : 'UPDATE',
          object: object(examples[quality]),
          ...(previous !== undefined && { old: object(previous) }),
          facts: {
            ...plainFacts(),
            ...(examples.given?.context && { context: parse(examples.given.context) as unknown[] }),
            ...(examples.given?.resolve && { resolve: parse(examples.given.resolve) as Record<string, string> }),
          },
        };
      }),
    ),
  );
}

/** Objects with most of what their kinds can have, each with what one rule finds. */
export function wrongObjects(): NetCase[] {
  return kindsWithNet.flatMap((kind) =>
    netRulesOf(kind)
      .filter(({ examples }) => examples.given?.previous === undefined)
      .map(({ id, examples }) => {
        const { status: _, ...valid } = validObjects[kind];
        const object = overlay(valid, parse(examples.bad)) as Manifest;
        return { id: `wrong ${kind} ${id}`, kind, operation: 'UPDATE', object, old: object, facts: plainFacts() };
      }),
  );
}

/** The same case under another name and in another namespace, which decide nothing about an update. */
export function moved(subject: NetCase, namespace: string, name?: string): NetCase {
  const metadata = {
    namespace,
    resourceVersion: null,
    uid: null,
    ...(name !== undefined && { name, generateName: null }),
  };
  const move = (manifest: Manifest) => overlay(manifest, { metadata }) as Manifest;
  return { ...subject, object: move(subject.object), ...(subject.old && { old: move(subject.old) }) };
}
