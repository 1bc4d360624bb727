import {
  loadOperatorConfiguration,
  type OperatorConfigurationWatch,
  watchOperatorConfiguration,
} from '../config/operator-configuration.ts';
import type { Settings } from '../config/settings-type.ts';
import type { Log } from '../log.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { OperatorConfiguration } from '../values/effective-configuration.ts';

type ConfigurationSettings = Settings['operatorConfiguration'];

/** Reads the operator's configuration, and again whenever it changes. `changed` is told after each time. */
export async function followOperatorConfiguration(
  { directory, overrideDirectory, reloadSeconds }: ConfigurationSettings,
  log: Log,
  changed: () => void = () => {},
): Promise<OperatorConfigurationWatch> {
  if (directory === undefined) {
    const none = OperatorConfiguration.from({});
    return { current: () => none, close() {} };
  }
  const loaded = await loadOperatorConfiguration(directory, overrideDirectory);
  // With other defaults than the operator's, verdicts would mislead.
  if (!('map' in loaded)) throw new SetupProblem(loaded.problems.join('; '));
  if (loaded.problems.length > 0) log.warn({ problems: loaded.problems }, 'read the operator configuration in part');
  return watchOperatorConfiguration({ directory, overrideDirectory }, loaded, reloadSeconds, {
    changed({ map, problems }) {
      log.info({ keys: map.size, problems }, 'took over the operator configuration');
      changed();
    },
    failed: (problems) => log.error({ problems }, 'kept the last good operator configuration'),
  });
}
