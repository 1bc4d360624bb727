import { unknownLookup } from '../admission/given-facts.ts';
import type { GatePorts, Lookup } from '../admission/ports.ts';
import { kindNames } from '../api/kinds.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command, Io } from './io.ts';
import { palette, wantsColor, widthOf } from './palette.ts';
import { type Past, pastOfFiles } from './plan/before.ts';
import { foretell, named, type Plan } from './plan/foretell.ts';
import { type PlannedObject, type ReadObjects, readObjects } from './plan/objects.ts';
import { asHuman, asJson, mayLose } from './plan/report.ts';
import { readVersion } from './version.ts';
import { portsOf, readWorld } from './world.ts';

export interface PlanOptions extends ClusterOptions {
  readonly old?: string;
  readonly new?: string;
  readonly file?: string;
  readonly namespace?: string;
  readonly flinkConf?: string;
  readonly format?: 'human' | 'json';
  readonly check?: boolean;
}

/** Says what an edit does to what runs, before it is made: nothing is changed. */
export const plan: Command<PlanOptions> = async (options, io) => {
  const { now, plans } =
    options.file === undefined ? await planFiles(options, io) : await planLive(options.file, options, io);
  const { stdout, env } = io;
  const report = { version: readVersion(), plans, others: now.others };
  const view = { colors: palette(wantsColor(stdout, options, env)), width: widthOf(stdout, env) };
  stdout.write(options.format === 'json' ? asJson(report) : asHuman(report, view));
  const refused = plans.some(({ outcome }) => outcome === 'refused');
  return refused || (options.check && plans.some(mayLose)) ? exitCode.findings : exitCode.ok;
};

interface Planned {
  readonly now: ReadObjects;
  readonly plans: readonly Plan[];
}

async function planFiles(options: PlanOptions, io: Io): Promise<Planned> {
  const { old, new: given, kubeconfig, kubeContext } = options;
  if (old === undefined || given === undefined) throw new UsageError('name the old and the new manifests, or -f NEW');
  if (kubeconfig !== undefined || kubeContext !== undefined)
    throw new UsageError('a cluster is asked with -f NEW only');
  if (old === '-' && given === '-') throw new UsageError('only one side can be read from stdin');
  const namespace = options.namespace ?? 'default';
  const before = await readObjects(old, namespace, io);
  const now = await readObjects(given, namespace, io);
  const lookup = lookupAmong([before.planned, now.planned]);
  return { now, plans: await planAll(now, pastOfFiles(before, now.planned), await gatePorts(options, io, lookup)) };
}

async function planLive(file: string, options: PlanOptions, io: Io): Promise<Planned> {
  if (options.old !== undefined)
    throw new UsageError('-f NEW stands for both manifests: the old ones are those of the cluster');
  const [{ withCluster }, { pastOfCluster }] = await Promise.all([
    import('./cluster-options.ts'),
    import('./plan/live.ts'),
  ]);
  return withCluster(options, async ({ client, namespace }) => {
    const now = await readObjects(file, options.namespace ?? namespace, io);
    const ports = await gatePorts(options, io, lookupAmong([now.planned]));
    return { now, plans: await planAll(now, pastOfCluster(client), ports) };
  });
}

async function planAll({ planned }: ReadObjects, past: Past, ports: GatePorts): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const object of planned.values()) plans.push(await foretell(object, await past.before(object), ports));
  const removed = past.removed(planned).map((object) => ({ ...named(object), outcome: 'removed' as const }));
  return [...plans, ...removed];
}

async function gatePorts({ flinkConf }: PlanOptions, { cwd }: Io, lookup: Lookup): Promise<GatePorts> {
  return portsOf(await readWorld({ ...(flinkConf !== undefined && { flinkConf }) }, cwd), lookup);
}

/** Of what is in no manifest nothing is known. */
function lookupAmong(sides: readonly ReadonlyMap<string, PlannedObject>[]): Lookup {
  return {
    find(id, namespace, name) {
      const key = `${kindNames[id].kind} ${namespace}/${name}`;
      return (
        sides.map((side) => side.get(key)?.object).find((object) => object !== undefined) ??
        unknownLookup.find(id, namespace, name)
      );
    },
  };
}
