import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flinkBlueGreenDeploymentRules } from '../../../src/rules/flink-blue-green-deployment/index.ts';
import { blueGreenFindings, told } from '../../support/flink-findings.ts';

const name = ['blue-green-name-format at metadata.name'];
const delay = 'kubernetes.operator.bluegreen.deployment-deletion.delay';

const rows: { title: string; changes: object; finds: string[] }[] = [
  { title: 'smallest', changes: {}, finds: [] },
  { title: 'name of 39 characters', changes: { metadata: { name: 'a'.repeat(39) } }, finds: [] },
  { title: 'name of 40 characters', changes: { metadata: { name: 'a'.repeat(40) } }, finds: name },
  { title: 'name of 46 characters', changes: { metadata: { name: 'a'.repeat(46) } }, finds: name },
  { title: 'name in capitals', changes: { metadata: { name: 'A' } }, finds: name },
  { title: 'name to be generated', changes: { metadata: { name: null, generateName: 'a-' } }, finds: [] },
  {
    title: 'no template',
    changes: { spec: { template: null } },
    finds: ['blue-green-template-required at spec.template.spec'],
  },
  {
    title: 'no job',
    changes: { spec: { template: { spec: { job: null } } } },
    finds: ['blue-green-job-required at spec.template.spec.job (warning)'],
  },
  {
    title: 'faults in the template',
    changes: {
      spec: {
        template: {
          spec: {
            flinkVersion: 'v1_14',
            image: 'x',
            flinkConfiguration: { 'kubernetes.namespace': 'x' },
            jobManager: { resources: { requests: { memory: '0' } } },
          },
        },
      },
    },
    finds: [
      'flink-version-unsupported at spec.template.spec.flinkVersion',
      "forbidden-config-key at spec.template.spec.flinkConfiguration['kubernetes.namespace']",
      'jobmanager-resources-memory-not-positive at spec.template.spec.jobManager.resources.requests.memory',
    ],
  },
  {
    title: 'an ingress of its own and one in the template',
    changes: { spec: { ingress: {}, template: { spec: { ingress: { template: '[' } } } } },
    finds: [
      'ingress-template-required at spec.ingress.template',
      'ingress-template-invalid at spec.template.spec.ingress.template',
    ],
  },
  { title: 'settings', changes: { spec: { configuration: { [delay]: '2s' } } }, finds: [] },
  {
    title: 'settings that cannot be read',
    changes: { spec: { configuration: { [delay]: 'soon' } } },
    finds: [`blue-green-config-value-invalid at spec.configuration['${delay}']`],
  },
  {
    title: 'settings that are not read',
    changes: { spec: { configuration: { 'parallelism.default': '2' } } },
    finds: ["blue-green-config-key-unknown at spec.configuration['parallelism.default'] (warning)"],
  },
];

for (const { title, changes, finds } of rows) {
  test(`blue/green deployment: ${title}`, () => assert.deepEqual(blueGreenFindings(changes).map(told), finds));
}

test('no rule about a change of what runs applies, since every change makes another deployment', () => {
  assert.ok(flinkBlueGreenDeploymentRules.every(({ category }) => category !== 'change'));
});
