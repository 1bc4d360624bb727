import { type ClusterOptions, withCluster } from './cluster-options.ts';
import { UnreadableInput, UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import { findIn } from './history/find.ts';
import { type HistoryObject, historyOf } from './history/history.ts';
import { readFrom } from './history/read.ts';
import { asHuman, asJson } from './history/report.ts';
import type { Command, Io } from './io.ts';
import { palette, wantsColor, widthOf } from './palette.ts';

export interface HistoryOptions extends ClusterOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly kind?: 'FlinkDeployment' | 'FlinkSessionJob';
  readonly filename?: string;
  readonly format?: 'human' | 'json';
}

/** From which state each job of an object was begun, and why, as the engine has noted it. */
export const history: Command<HistoryOptions> = async (options, io) => {
  const { name, filename, format } = options;
  if (name === undefined && filename === undefined) throw new UsageError('a name is needed, or a file with -f');
  const found = filename === undefined ? await fromCluster(options, name ?? '') : await fromFile(filename, options, io);
  const histories = found.map(historyOf);
  const { stdout, stderr, env } = io;
  const view = { colors: palette(wantsColor(stdout, options, env)), width: widthOf(stdout, env) };
  stdout.write(format === 'json' ? asJson(histories) : asHuman(histories, view));
  const unreadable = histories.filter(({ restores }) => restores === undefined);
  for (const { title } of unreadable) stderr.write(`error: ${title}: ${notOurs}\n`);
  return unreadable.length > 0 ? exitCode.unreadable : exitCode.ok;
};

const notOurs = 'the annotation is no list of restores; the next start of a job begins it anew';

function fromCluster(options: HistoryOptions, name: string): Promise<readonly HistoryObject[]> {
  return withCluster(options, async (cluster) => {
    const place = { ...options, name, namespace: options.namespace ?? cluster.namespace };
    return some(await findIn(cluster.client, place), place);
  });
}

async function fromFile(file: string, options: HistoryOptions, io: Io): Promise<readonly HistoryObject[]> {
  return some(await readFrom(file, options, io), options);
}

function some(found: readonly HistoryObject[], options: HistoryOptions): readonly HistoryObject[] {
  if (found.length === 0) throw new UnreadableInput(`there is no ${wanted(options)}`);
  return found;
}

function wanted({ kind, name, namespace }: HistoryOptions): string {
  const where = namespace === undefined ? '' : `${namespace}/`;
  return `${kind ?? 'FlinkDeployment or FlinkSessionJob'}${name === undefined ? '' : ` ${where}${name}`}`;
}
