import type { KubeClient } from '../kube/kube-client.ts';
import { forget, type Installation, removeRegistrations } from '../kube/unregister.ts';
import { type ClusterOptions, withCluster } from './cluster-options.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

export interface RegistrationsOptions extends ClusterOptions, Partial<Installation> {}

type Phase = (client: KubeClient, installation: Installation) => Promise<string[]>;

const phase =
  (run: Phase): Command<RegistrationsOptions> =>
  async (options, { stdout }) => {
    const { configuration, service, lease, secret } = options;
    if (!configuration || !service || !lease) throw new UsageError('--configuration, --service and --lease are needed');
    const done = await withCluster(options, ({ client, namespace }) =>
      run(client, { namespace: options.namespace ?? namespace, configuration, service, lease, secret }),
    );
    stdout.write(done.length === 0 ? 'there was nothing to do\n' : done.map((line) => `${line}\n`).join(''));
    return exitCode.ok;
  };

/** Before an uninstall: API servers call us no more. */
export const removeThem = phase(removeRegistrations);

/** After an uninstall: what no chart knows of is gone. */
export const forgetThem = phase(forget);
