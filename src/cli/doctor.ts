import type { ClusterOptions } from './cluster-options.ts';
import { withCluster } from './cluster-options.ts';
import { findAll } from './doctor/check.ts';
import { checks } from './doctor/checks/all.ts';
import { gather } from './doctor/gather.ts';
import { asHuman, asJson, withAccess } from './doctor/report.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { palette, wantsColor, widthOf } from './palette.ts';

export interface DoctorOptions extends ClusterOptions {
  readonly namespace?: string;
  readonly release?: string;
  readonly format?: 'human' | 'json';
}

/** Names what is wrong with the installations of a cluster, and what to do about it. Reads, and tries dry runs. */
export const doctor: Command<DoctorOptions> = async (options, { stdout, env }) => {
  const { look, findings } = await withCluster(options, async (cluster) => {
    const seen = await gather(cluster, options);
    return { look: seen, findings: withAccess(findAll(checks, seen), options) };
  });
  const view = { colors: palette(wantsColor(stdout, options, env)), width: widthOf(stdout, env) };
  stdout.write(options.format === 'json' ? asJson(look, findings) : asHuman(look, findings, view));
  return findings.some(({ severity }) => severity !== 'info') ? exitCode.findings : exitCode.ok;
};
