import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { justEnoughMemory } from '../../bench/flink/small-cluster.ts';
import { run } from '../../bench/processes.ts';
import { startWebhookProcess, type WebhookProcess } from '../../bench/webhook-process.ts';
import { corpusFolder } from '../../conformance/corpus.ts';
import { overlay } from '../../support/overlay.ts';
import { asksForAll, FlinkOnBench, isStable, sideBySide } from './flink-on-bench.ts';
import { type ClusterStatus, countingJar, newerFlink, olderFlink, startCounting } from './flinkcluster-on-bench.ts';

/** FlinkClusters that come from another version of their API, and that go on as FlinkDeployments. */

let on: FlinkOnBench;
let webhook: WebhookProcess;

before(async () => {
  on = await FlinkOnBench.start();
  webhook = await startWebhookProcess(on.bench, { settings: { SLUICE_FACTS_DNS_ENABLED: 'false' } });
  await webhook.convert();
});

after(async () => {
  await webhook?.stop();
  await on?.stop();
});

const program = path.resolve(import.meta.dirname, '../../../src/bin/from-source.js');

const corpus = corpusFolder('flinkcluster-admission');
const samples = corpus && path.join(corpus, '../../examples/flinkcluster-v1alpha1');

sideBySide('FlinkClusters that move', () => {
  for (const mode of ['Detached', 'Blocking', 'Application'] as const) {
    if (mode !== 'Application' && !asksForAll) continue;
    const flink = mode === 'Application' ? newerFlink : olderFlink;
    test(`a job goes on as a FlinkDeployment from its last savepoint: ${mode}, ${flink.image}`, async () => {
      const job = await startCounting(on, `move-${mode.toLowerCase()}`, flink, { mode });
      await job.running();
      await job.annotate('job-cancel');
      const { components } = await job.becomes((status) => status.components?.job?.state === 'Cancelled');
      const savepoint = components?.job?.savepointLocation ?? '';
      assert.match(savepoint, /savepoints/);
      const manifest = path.join(job.directory.path, 'flinkcluster.json');
      writeFileSync(manifest, await on.must(['get', 'flinkcluster', job.name, '-n', job.at, '-o', 'json']));
      const args = [program, 'convert', '--check', '--from-savepoint', savepoint, manifest];
      const converted = parse(await run(process.execPath, args)) as object;
      await on.must(['delete', 'flinkcluster', job.name, '-n', job.at, '--timeout=80s']);
      await on.bench.waitFor(
        'its pods are gone',
        async () => (await on.must(['get', 'pods', '-n', job.at, '-o', 'name'])) === '',
        120,
      );
      await on.apply(converted);
      const object = `flinkdep/${job.name}`;
      await on.becomes(job.at, object, isStable, 200);
      job.directory.end();
      await on.becomes(job.at, object, ({ jobStatus }) => jobStatus?.state === 'FINISHED');
      job.directory.assertCounted();
    });
  }

  describe('samples of the old version', { skip: !(samples && existsSync(samples)) && 'no examples here' }, () => {
    for (const file of samples ? samplesIn(samples) : []) {
      test(`${file} runs, and is read in both versions`, async () => {
        const at = await on.namespaceForJobs('old');
        const sample = parse(readFileSync(path.join(samples as string, file), 'utf8')) as Sample;
        const { name } = sample.metadata;
        await on.must([
          'create',
          'secret',
          'generic',
          'gcp-service-account',
          '-n',
          at,
          '--from-literal=gcp_service_account_key.json={}',
        ]);
        await on.apply(onBench(sample, at));
        const isUp = ({ state, components }: ClusterStatus) =>
          (state === 'Running' || state === 'Stopped' || state === 'Stopping') &&
          (!sample.spec.job || components?.job?.state === 'Succeeded');
        await on.becomes(
          at,
          `flinkclusters.v1beta1.flinkoperator.k8s.io/${name}`,
          (status) => isUp(status as ClusterStatus),
          200,
        );
        const old = await on.must([
          'get',
          '-n',
          at,
          `flinkclusters.v1alpha1.flinkoperator.k8s.io/${name}`,
          '-o',
          'json',
        ]);
        const { spec, status, apiVersion } = JSON.parse(old) as Sample & { status: OldStatus };
        assert.equal(apiVersion, 'flinkoperator.k8s.io/v1alpha1');
        assert.equal(spec.taskManager.replicas, sample.spec.taskManager.replicas);
        assert.equal(status.components.jobManagerDeployment.name, `${name}-jobmanager`);
        assert.equal(status.components.taskManagerDeployment.name, `${name}-taskmanager`);
        if (sample.spec.job) assert.equal(status.components.job?.state, 'Succeeded');
      });
    }
  });
});

/** One with a job, unless all are asked for. */
function samplesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return asksForAll ? names : names.filter((name) => name.includes('jobcluster'));
}

interface Sample {
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly job?: object; readonly taskManager: { readonly replicas: number } };
}

interface OldStatus {
  readonly components: {
    readonly jobManagerDeployment: { readonly name: string };
    readonly taskManagerDeployment: { readonly name: string };
    readonly job?: { readonly state?: string };
  };
}

/** With the image and the jar of the bench, and memory that is enough there. */
function onBench(sample: Sample, namespace: string): object {
  const job = sample.spec.job && {
    jarFile: countingJar,
    className: 'CountingJob',
    args: ['--count', '300', '--rate', '100'],
    initContainers: null,
  };
  return overlay(sample, {
    metadata: { namespace },
    spec: {
      image: { name: olderFlink.image },
      flinkProperties: { ...justEnoughMemory, 'web.refresh-interval': '200' },
      taskManager: { sidecars: null },
      ...(job && { job }),
    },
  }) as object;
}
