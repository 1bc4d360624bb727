import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { convertedCrd, convertedVersion, customResourceDefinitions } from '../kube/calling-objects.ts';
import { ApiError, isConflict } from '../kube/errors.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { type ClusterOptions, withCluster } from './cluster-options.ts';
import { type CrdComparison, compareCrds, some } from './crds/compare.ts';
import type { Crd } from './crds/crd.ts';
import { hasNet, withNet } from './crds/net.ts';
import { packagedCrds } from './crds/packaged.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

interface KindOption {
  readonly kind?: string;
}

export interface PrintOptions extends KindOption {
  readonly net?: boolean;
}

export interface CheckOptions extends ClusterOptions, KindOption {
  readonly format?: 'human' | 'json';
}

export interface ApplyOptions extends ClusterOptions, KindOption {
  readonly dryRun?: boolean;
  readonly forceConflicts?: boolean;
  readonly dropFields?: boolean;
  /** Laid over, taken away, or left as it is in the cluster. */
  readonly net?: boolean;
}

/** Who owns what `apply` writes. */
const fieldManager = 'sluice-crds';
/** Marks CRDs as ours: whoever wrote one last, an upgrade may write it again. */
const ourLabel = ['app.kubernetes.io/part-of', 'sluice'] as const;
/** How often it is tried again where somebody else has written at the same moment. */
const tries = 5;
const establishedSeconds = 15;

const crdsOf = ({ kind }: KindOption) =>
  packagedCrds().filter(({ spec }) => kind === undefined || spec.names.kind === kind);

export const printCrds: Command<PrintOptions> = async (options, { stdout }) => {
  const crds = crdsOf(options).map((crd) => (options.net ? withNet(crd) : crd));
  const texts = crds.map((crd) => stringify(crd, { lineWidth: 0, aliasDuplicateObjects: false }));
  stdout.write(texts.join('---\n'));
  return exitCode.ok;
};

/** How the cluster's CRDs stand to ours. A CRD that is not there is told, and is a finding. */
export const checkCrds: Command<CheckOptions> = async (options, { stdout }) => {
  const comparisons = await withCluster(options, ({ client }) =>
    Promise.all(crdsOf(options).map(async (ours) => compareCrds(ours, await find(client, ours.metadata.name)))),
  );
  if (options.format === 'json') stdout.write(`${JSON.stringify({ crds: comparisons }, undefined, 2)}\n`);
  else for (const comparison of comparisons) stdout.write(lineOf(comparison));
  const fine = comparisons.every(({ installed, unserved, lacks }) => installed && unserved.length + lacks.length === 0);
  return fine ? exitCode.ok : exitCode.findings;
};

function lineOf({ name, installed, unserved, lacks, more }: CrdComparison): string {
  if (!installed) return `${name}: not installed\n`;
  const parts = [
    ...(unserved.length > 0 ? [`does not serve ${unserved.join(', ')}`] : []),
    ...(lacks.length > 0 ? [`older: lacks ${some(lacks)}`] : []),
    ...(more.length > 0 ? [`knows more than ours: ${some(more)}`] : []),
  ];
  return `${name}: ${parts.join('; ') || 'as ours'}\n`;
}

/** Writes ours by server-side apply. The conversion that a running gate keeps stays as it is. */
export const applyCrds: Command<ApplyOptions> = async (options, { stdout, stderr }) =>
  withCluster(options, async ({ client }) => {
    let refused = false;
    for (const ours of crdsOf(options)) {
      const { name } = ours.metadata;
      try {
        stdout.write(`${name}: ${await applyOne(client, ours, options)}${options.dryRun ? ' (dry run)' : ''}\n`);
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof ApiError)) throw error;
        stderr.write(`error: ${name}: ${error.message}\n`);
        refused = true;
      }
    }
    return refused ? exitCode.findings : exitCode.ok;
  });

/** We do not do what would harm. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

async function applyOne(client: KubeClient, ours: Crd, options: ApplyOptions): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const theirs = await find(client, ours.metadata.name);
    const { more } = compareCrds(ours, theirs);
    if (more.length > 0 && !options.dropFields) {
      throw new Refusal(
        `the cluster's knows fields that ours does not, which would be dropped from what is stored: ${some(more)} (keep it, or use --drop-fields)`,
      );
    }
    try {
      const force = options.forceConflicts === true || isOurs(theirs);
      const { dryRun = false, net = theirs !== undefined && hasNet(theirs) } = options;
      const wanted = besides(net ? withNet(ours) : ours, theirs);
      const written = await client.apply<Crd>(customResourceDefinitions, wanted, {
        fieldManager,
        force,
        dryRun,
      });
      if (!theirs && !dryRun) await established(client, ours.metadata.name);
      if (!theirs) return 'created';
      const same = written.metadata.generation === theirs.metadata.generation;
      return same ? 'unchanged' : 'updated';
    } catch (error) {
      const owners = ownersIn(error);
      if (owners.length > 0) {
        throw new Refusal(
          `${owners.join(' and ')} wrote other values into fields of ours (use --force-conflicts to take the CRD over)`,
        );
      }
      if (!isConflict(error) || attempt === tries) throw error;
    }
  }
}

const find = (client: KubeClient, name: string) => client.get<Crd>(customResourceDefinitions, { name });

function isOurs(crd: Crd | undefined): boolean {
  const [label, value] = ourLabel;
  return crd?.metadata.labels?.[label] === value;
}

/** Ours, with what a gate has set on the CRD of FlinkCluster, and refused where the cluster's has changed since it was read. */
function besides(ours: Crd, theirs: Crd | undefined): object {
  const { resourceVersion } = theirs?.metadata ?? {};
  const metadata = { ...ours.metadata, ...(resourceVersion !== undefined && { resourceVersion }) };
  const converts = ours.metadata.name === convertedCrd && theirs?.spec.conversion?.strategy === 'Webhook';
  const wasServed = theirs?.spec.versions.find(({ name }) => name === convertedVersion)?.served ?? false;
  if (!converts) return { ...ours, metadata };
  const versions = ours.spec.versions.map((version) =>
    version.name === convertedVersion ? { ...version, served: wasServed } : version,
  );
  return { ...ours, metadata, spec: { ...ours.spec, versions } };
}

interface Cause {
  readonly reason?: string;
  readonly message?: string;
}

/** Who owns the fields that an apply would have changed. */
function ownersIn(error: unknown): string[] {
  if (!(error instanceof ApiError) || !isConflict(error)) return [];
  const causes = (error.details as { causes?: readonly Cause[] } | undefined)?.causes ?? [];
  const owners = causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ message = '' }) => /conflict with "([^"]+)"/.exec(message)?.[1] ?? message);
  return [...new Set(owners)];
}

/** An API server takes a moment to serve a new kind. */
async function established(client: KubeClient, name: string): Promise<void> {
  const until = performance.now() + establishedSeconds * 1000;
  while (performance.now() < until) {
    const crd = await find(client, name);
    if (crd?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    await wait(200);
  }
  throw new Refusal(`it was written, but the API server does not serve it after ${establishedSeconds} s`);
}
