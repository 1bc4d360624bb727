import { ApiError } from '../kube/errors.ts';
import type { KubeClient, ResourceType, StoredObject } from '../kube/kube-client.ts';
import { type ClusterOptions, withCluster } from './cluster-options.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

export interface SmokeOptions extends ClusterOptions {
  readonly namespace?: string;
  /** What the gate was told to do with what is wrong. */
  readonly mode?: 'enforce' | 'warn' | 'off';
}

const deployments: ResourceType = {
  group: 'flink.apache.org',
  version: 'v1beta1',
  plural: 'flinkdeployments',
  namespaced: true,
};

interface Deployment extends StoredObject {
  readonly spec: { readonly job?: { readonly upgradeMode?: string } };
}

/** Dry runs: is a good object let in and completed, and a bad one refused for the right reason? Nothing is stored. */
export const smoke: Command<SmokeOptions> = async (options, { stdout }) => {
  const results = await withCluster(options, async ({ client, namespace }) => {
    const place = options.namespace ?? namespace;
    return [await goodPasses(client, place), await badIsRefused(client, place, options.mode ?? 'enforce')];
  });
  for (const { what, problem } of results) stdout.write(`${problem ? 'failed' : 'ok    '} ${what}${problem ?? ''}\n`);
  return results.some(({ problem }) => problem) ? exitCode.findings : exitCode.ok;
};

interface Result {
  readonly what: string;
  /** Continues the sentence. */
  readonly problem?: string;
}

function deployment(namespace: string, flinkVersion: string): Deployment {
  const resource = { memory: '1024m', cpu: 1 };
  const spec = {
    image: 'flink:1.20',
    flinkVersion,
    serviceAccount: 'flink',
    jobManager: { resource },
    taskManager: { resource },
    job: { jarURI: 'local:///opt/flink/usrlib/job.jar', parallelism: 1 },
  };
  return {
    apiVersion: 'flink.apache.org/v1beta1',
    kind: 'FlinkDeployment',
    metadata: { name: 'sluice-smoke', namespace },
    spec,
  } as Deployment;
}

async function goodPasses(client: KubeClient, namespace: string): Promise<Result> {
  const what = 'a good FlinkDeployment is let in, and completed';
  try {
    const { spec } = await client.create(deployments, deployment(namespace, 'v1_20'), { dryRun: true });
    if (spec.job?.upgradeMode === 'stateless') return { what };
    return { what, problem: ': it was let in, but job.upgradeMode was not filled in' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { what, problem: `: it was refused: ${error.message}` };
  }
}

async function badIsRefused(client: KubeClient, namespace: string, mode: string): Promise<Result> {
  const refused = mode === 'enforce';
  const what = `a bad FlinkDeployment is ${refused ? 'refused by name of the rule' : 'let in'}`;
  try {
    await client.create(deployments, deployment(namespace, 'v1_14'), { dryRun: true });
    return refused ? { what, problem: ': it was let in' } : { what };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const named = error.message.includes('flink-version-unsupported');
    return refused && named ? { what } : { what, problem: `: it was refused with: ${error.message}` };
  }
}
