import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../../src/api/meta.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';

/** A cluster, and what the reference operator made of it. */
export interface RecordedCluster {
  readonly id: string;
  readonly input: KubeObject;
  /** As the reference's webhook and CRD had completed it. */
  readonly defaulted: KubeObject;
  readonly expected: readonly Recorded[];
  /** Of v1beta1 only. */
  readonly revision: Recorded | undefined;
}

export function* recordedClusters(folder: string): Iterable<RecordedCluster> {
  for (const { name: id } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const file = (name: string) => path.join(folder, id, name);
    const manifests = readdirSync(file('expected')).filter((name) => name.endsWith('.yaml'));
    yield {
      id,
      input: read(file('input.yaml')),
      defaulted: read(file('defaulted.yaml')),
      expected: manifests.map((name) => read(file(`expected/${name}`))),
      revision: existsSync(file('controllerrevision.yaml')) ? read(file('controllerrevision.yaml')) : undefined,
    };
  }
}

function read<T>(file: string): T {
  return parse(readFileSync(file, 'utf8'));
}
