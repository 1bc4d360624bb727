import { type FlinkVersion, isFlinkVersion, isSupported } from '../../values/flink-version.ts';
import { parseLooseVersion } from '../../values/semantic-version.ts';
import type { Source } from './source.ts';

export interface FoundVersion {
  readonly version: FlinkVersion;
  /** What the FlinkCluster itself says, where that can be said in a FlinkDeployment. */
  readonly own: string | undefined;
}

/** The version to write: that of the options, else that of the FlinkCluster. */
export function versionOf({ spec, options }: Source): FoundVersion | { readonly fault: string } {
  const own = spec.flinkVersion === undefined ? undefined : asFlinkVersion(spec.flinkVersion);
  if (options.flinkVersion !== undefined) return { version: options.flinkVersion, own };
  if (!spec.flinkVersion)
    return { fault: 'is not given, and a FlinkDeployment must name the Flink version of its image' };
  if (own === undefined || !isFlinkVersion(own))
    return { fault: `${spec.flinkVersion} is no version that a FlinkDeployment knows` };
  if (!isSupported(own))
    return { fault: `${spec.flinkVersion} is too old: v1_15 is the oldest that a FlinkDeployment runs` };
  return { version: own, own };
}

/** `1.20.1`, `v1.20` and `1.20-SNAPSHOT` are `v1_20`; `undefined` for what is no version. */
export function asFlinkVersion(text: string): string | undefined {
  if (isFlinkVersion(text)) return text;
  const [major, minor = 0] = parseLooseVersion(text)?.numbers ?? [];
  return major === undefined ? undefined : `v${major}_${minor}`;
}
