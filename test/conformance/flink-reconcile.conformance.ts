import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stringify } from 'yaml';
import type { FlinkDeployment } from '../../src/api/flink-deployment/types.ts';
import type { Child } from '../../src/engine/child.ts';
import { reconcilable } from '../../src/engine/flink-deployment/configuration/from-spec.ts';
import { planCluster } from '../../src/engine/flink-deployment/plan.ts';
import { childResources } from '../../src/engine/flink-deployment/resources/index.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { parseFlinkConf } from '../../src/values/flink-conf.ts';
import { corpusFolder } from './corpus.ts';
import { comparable } from './flink-reconcile/comparable.ts';
import { type Deployed, firstDeployments, type Recorded } from './flink-reconcile/recording.ts';

/** The objects of a first deployment, as the reference operator made them. Divergences: docs/adr/0012-deployments-as-recorded.md. */

const folder = corpusFolder('flink-reconcile');
const defaults = readFileSync(new URL('../../charts/sluice/files/java17.yaml', import.meta.url), 'utf8');
const operator = OperatorConfiguration.from(parseFlinkConf(defaults).entries);
const marker = '<default log4j-console.properties of the operator configuration>\n';

function ours({ deployment, created, options }: Deployed): Child[] {
  const name = deployment.metadata.name ?? '';
  const stored: FlinkDeployment = {
    ...deployment,
    metadata: { ...deployment.metadata, namespace: 'default', uid: uidOf(created), generation: 1 },
  };
  const spec = reconcilable(stored);
  assert.ok(spec);
  const recorded = options.get(`flink-config-${name}`) ?? {};
  const plan = planCluster(stored, spec, {
    operator,
    defaultLogFiles: { 'log4j-console.properties': marker },
    printYaml: (value) => stringify(value, { lineWidth: 0 }),
    start: {
      jobId: recorded['$internal.pipeline.job-id'] ?? '<id-1>',
      savepointPath: spec.job?.initialSavepointPath,
      resultStoreId: recorded['job-result-store.storage-path']?.split('/').at(-1) ?? '',
    },
  });
  return childResources.flatMap((resource) => resource.make(plan) ?? []);
}

function uidOf([first]: readonly Recorded[]): string {
  const [owner] = (first?.metadata['ownerReferences'] ?? []) as { uid: string }[];
  return owner?.uid ?? '';
}

if (folder) {
  for (const deployed of firstDeployments(folder)) {
    test(`${deployed.id}: ${deployed.deployment.metadata.name} is made as recorded`, () => {
      const made = ours(deployed);
      const kinds = (objects: readonly (Recorded | Child)[]) =>
        objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).toSorted();
      assert.deepEqual(kinds(made), kinds(deployed.created));
      for (const recorded of deployed.created) {
        const own = made.find(
          ({ kind, metadata }) => kind === recorded.kind && metadata.name === recorded.metadata.name,
        );
        assert.ok(own);
        assert.deepEqual(comparable(own), comparable(recorded, deployed.options.get(recorded.metadata.name)));
      }
    });
  }
} else test('recorded deployments', { skip: 'no corpus here' });
