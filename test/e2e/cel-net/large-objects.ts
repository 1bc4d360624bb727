import type { KindId } from '../../../src/api/kinds.ts';
import { overlay } from '../../support/overlay.ts';
import { validObjects } from '../../support/valid-objects.ts';
import type { Manifest } from './cases.ts';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const settings = Object.fromEntries(
  many(2000, (i) => [`pipeline.global-job-parameters.setting-${i}`, 'x'.repeat(200)]),
);
const env = many(2000, (i) => ({ name: `VARIABLE_${i}`, value: 'x'.repeat(100) }));
const podTemplate = { spec: { containers: [{ name: 'flink-main-container', env }] } };
const logConfiguration = { 'log4j-console.properties': '# nothing\n'.repeat(10_000) };
const args = many(20_000, (i) => `--argument-${i}`);
const extraPorts = many(2000, (i) => ({ name: `port-${i}`, containerPort: 10_000 + i }));

const deployment = { flinkConfiguration: settings, podTemplate, logConfiguration };

/** About as large as etcd takes them, and legal. Where a rule reads a list or a text, that is large as well. */
const specs: Partial<Record<KindId, object>> = {
  flinkDeployment: { ...deployment, job: { args } },
  flinkSessionJob: {
    flinkConfiguration: settings,
    job: { args, jarURI: `https://repo.example.com/${'x'.repeat(100_000)}.jar` },
  },
  flinkStateSnapshot: { savepoint: { path: `s3://savepoints/${'x'.repeat(1_000_000)}` } },
  flinkBlueGreenDeployment: { template: { spec: { ...deployment, job: { args } } } },
  flinkClusterV1beta1: {
    flinkProperties: settings,
    envVars: env,
    jobManager: { extraPorts },
    taskManager: { extraPorts },
    job: { args },
  },
};

export function largeObject(kind: KindId, namespace: string): Manifest {
  const { status: _, ...object } = overlay(validObjects[kind], {
    metadata: { name: 'large', namespace },
    spec: specs[kind],
  }) as unknown as Manifest;
  return object;
}
