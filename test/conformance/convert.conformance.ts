import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { judgeManifest } from '../../src/admission/judge-manifest.ts';
import { type Converted, convertCluster } from '../../src/cli/convert/convert-cluster.ts';
import type { ConversionOptions } from '../../src/conversion/to-flink-deployment/source.ts';
import type { JsonObject } from '../../src/values/json.ts';
import { type ClusterCase, corpusFolder, files } from './corpus.ts';
import { portsOf } from './gate.ts';

const ports = portsOf({ flinkConf: {}, context: [], resolve: {} });

/** What a FlinkDeployment needs and a FlinkCluster may do without, or get wrong. */
const mayLack = [
  /^spec\.flinkVersion$/,
  /^spec\.flinkProperties\['taskmanager\.numberOfTaskSlots'\]$/,
  /^spec\.(?:job|task)Manager\.(?:memoryProcessRatio|resources\.(?:requests|limits)\.\w+)$/,
  /^FlinkDeployment metadata\.name$/,
];
const mayLackNative = [...mayLack, /^spec\.job\.jarFile$/];

async function converts(object: JsonObject, options: ConversionOptions): Promise<Converted> {
  const converted = await convertCluster({ object, file: 'cluster.yaml' }, options, ports);
  const { deployment, obstacles, steps } = converted;
  if (!deployment) {
    assert.ok(obstacles.length > 0);
    const known = options.mode === 'native' ? mayLackNative : mayLack;
    for (const { path: at, message } of obstacles)
      assert.ok(
        known.some((each) => each.test(at)),
        `${at} ${message}`,
      );
    return converted;
  }
  const errors = (await judgeManifest(deployment, ports))?.findings.filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors, []);
  assert.ok(steps.length > 0);
  return converted;
}

const corpus = corpusFolder('flinkcluster-admission');
const root = corpus && path.join(corpus, '../../examples');
const folders = ['flinkcluster', 'flinkcluster-v1alpha1'].map((name) => path.join(root ?? '', name)).filter(existsSync);

describe('FlinkClusters that their operators ship, converted', {
  skip: folders.length === 0 && 'no examples here',
}, () => {
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      test(`${path.basename(folder)}/${file}`, async () => {
        const documents = [parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'))].flat(2);
        for (const document of documents) {
          const old = await converts(document.toJS(), {});
          assert.deepEqual(
            old.obstacles.map(({ path: at }) => at),
            ['spec.flinkVersion'],
          );
          const { deployment } = await converts(document.toJS(), { flinkVersion: 'v1_20', image: 'flink:1.20' });
          assert.ok(deployment);
        }
      });
    }
  }
});

describe('recorded FlinkClusters, converted', { skip: corpus === undefined && 'no corpus here' }, () => {
  for (const { name, content } of corpus ? files(corpus) : []) {
    const cases = (content as ClusterCase[]).filter(({ expect: { allowed }, object }) => allowed && object !== null);
    for (const { id, title, object, operation } of cases) {
      test(`${name} ${id}: ${title}`, async () => {
        assert.ok(object);
        if (await isRefused(object, operation)) return;
        for (const mode of ['standalone', 'native'] as const) {
          await converts(object, { mode });
          await converts(object, { mode, flinkVersion: 'v1_20' });
        }
      });
    }
  }
});

/** Where our gate says no to what was accepted, nothing is converted. */
async function isRefused(object: JsonObject, operation: string): Promise<boolean> {
  const converted = await convertCluster({ object, file: 'cluster.yaml' }, { flinkVersion: 'v1_20' }, ports);
  const judged = await judgeManifest(object, ports);
  const errors = judged?.findings.filter(({ severity }) => severity === 'error') ?? [];
  if (errors.length === 0) return false;
  if (operation === 'CREATE') assert.equal(converted.deployment, undefined);
  return converted.deployment === undefined;
}
