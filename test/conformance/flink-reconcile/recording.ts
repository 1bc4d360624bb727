import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { FlinkDeployment } from '../../../src/api/flink-deployment/types.ts';

/** An object as it was recorded, with what an API server filled in. */
export interface Recorded {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

export interface Deployed {
  readonly id: string;
  readonly deployment: FlinkDeployment;
  /** What its first deployment made, in that order. */
  readonly created: readonly Recorded[];
  /** Options of Flink by ConfigMap. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** The cases in which a FlinkDeployment was deployed as it was created. */
export function* firstDeployments(folder: string): Iterable<Deployed> {
  for (const id of readdirSync(folder).toSorted()) {
    const made = path.join(folder, id, 'created');
    if (!existsSync(made)) continue;
    const inputs = parseAllDocuments(readFileSync(path.join(folder, id, 'input.yaml'), 'utf8'));
    const deployments = inputs
      .map((document) => document.toJS())
      .filter((object) => object?.kind === 'FlinkDeployment');
    const files = readdirSync(made).toSorted();
    const objects = files
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => read(path.join(made, file)) as Recorded);
    for (const deployment of deployments as FlinkDeployment[]) {
      const created = firstOf(objects.filter((object) => belongs(object, deployment.metadata.name ?? '')));
      if (created.length === 0) continue;
      const options = new Map(
        files
          .filter((file) => file.endsWith('.conf.json'))
          .toReversed()
          .map((file) => [
            file.replace(/^\d+-configmap-|\.conf\.json$/g, ''),
            read(path.join(made, file)) as Record<string, string>,
          ]),
      );
      yield { id, deployment, created, options };
    }
  }
}

const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));

function belongs({ kind, metadata }: Recorded, name: string): boolean {
  const own = new Set([name, `${name}-rest`, `${name}-taskmanager`, `flink-config-${name}`, `pod-template-${name}`]);
  return kind !== 'FlinkStateSnapshot' && own.has(metadata.name);
}

/** What comes after something is made anew belongs to an upgrade. */
function firstOf(objects: readonly Recorded[]): Recorded[] {
  const keys = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  const again = keys.findIndex((key, index) => keys.indexOf(key) < index);
  return again < 0 ? [...objects] : objects.slice(0, again);
}
