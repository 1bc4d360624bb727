import { isDeepStrictEqual } from 'node:util';
import { parseMap } from '../../src/values/list.ts';
import { modeKey, overridesKey, schedulerKey } from './vertices.ts';

// biome-ignore lint/suspicious/noExplicitAny: as they are stored.
type Stored = any;

/** Whether a spec differs from the deployed one in nothing but a parallelism that can be brought about while everything goes on. */
export function takesNoStop({ reconciliationStatus }: Stored, spec: Stored): boolean {
  const { spec: deployed } = JSON.parse(reconciliationStatus?.lastReconciledSpec ?? '{}');
  if (!deployed?.flinkConfiguration || !spec.flinkConfiguration || deployed.job?.state === 'suspended') return false;
  if (!isDeepStrictEqual(rest(deployed), rest(spec)) || isDeepStrictEqual(told(deployed), told(spec))) return false;
  const { [schedulerKey]: scheduler, [modeKey]: mode } = spec.flinkConfiguration;
  if (spec.mode === 'standalone') return !spec.job || mode !== undefined;
  const [before, now] = [deployed, spec].map(({ flinkConfiguration }) => keysOf(flinkConfiguration[overridesKey]));
  return scheduler !== undefined && [...(before as Set<string>)].every((vertex) => (now as Set<string>).has(vertex));
}

const told = ({ flinkConfiguration, taskManager, job }: Stored) => [
  flinkConfiguration[overridesKey],
  taskManager?.replicas,
  job?.parallelism,
];

const keysOf = (overrides: string | undefined) => new Set(parseMap(overrides ?? '')?.keys());

/** Without what may be another at any time, or is as the engine has it. */
function rest({
  job = {},
  taskManager: { replicas: _, ...taskManager },
  flinkConfiguration,
  ingress: __,
  ...spec
}: Stored) {
  const { parallelism, upgradeMode, state = 'running', ...others } = job;
  const { savepointTriggerNonce, checkpointTriggerNonce, initialSavepointPath, ...own } = others;
  const { [overridesKey]: ___, 'kubernetes.operator.some.option': ____, ...configuration } = flinkConfiguration;
  const inPlace = spec.mode === 'standalone' ? undefined : parallelism;
  return { ...spec, taskManager, configuration, job: { ...own, state, parallelism: inPlace } };
}
