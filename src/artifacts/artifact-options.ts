import { access, constants, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { stringOption } from '../values/configuration-option.ts';
import { artifactSchemes, restrictedHostsDisallowed } from '../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import type { ArtifactRules } from './policy.ts';

const baseDirectory = stringOption('kubernetes.operator.user.artifacts.base.dir', { default: '/opt/flink/artifacts' });

/** From the operator's own configuration. What cannot be read allows no more than the default. */
export function artifactRules(own: EffectiveConfiguration): ArtifactRules {
  return {
    allowedSchemes: own.value(artifactSchemes) ?? artifactSchemes.default ?? [],
    restrictHosts: own.value(restrictedHostsDisallowed) ?? true,
  };
}

/** Where artifacts are kept, or the folder for temporary files where that cannot be written. */
export async function artifactDirectory(own: EffectiveConfiguration): Promise<string> {
  const wanted = own.value(baseDirectory);
  if (!wanted) return tmpdir();
  try {
    await mkdir(wanted, { recursive: true });
    await access(wanted, constants.W_OK);
    return wanted;
  } catch {
    return tmpdir();
  }
}
