import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const main = { name: 'flink-main-container', env: [] };
const template = (...containers: object[]) => ({ spec: { containers } });
const stray = (place: string) => `pod-template-main-container at spec.${place} (warning)`;

const rows: { name: string; spec: object; finds: string[] }[] = [
  { name: 'main container', spec: { podTemplate: template(main) }, finds: [] },
  { name: 'no containers', spec: { podTemplate: { metadata: { labels: { a: 'b' } } } }, finds: [] },
  { name: 'main and sidecar', spec: { podTemplate: template({ name: 'logs' }, main) }, finds: [] },
  { name: 'sidecar alone', spec: { podTemplate: template({ name: 'logs', image: 'fluent-bit' }) }, finds: [] },
  {
    name: 'no image',
    spec: { podTemplate: template({ name: 'flink-container' }) },
    finds: [stray('podTemplate.spec.containers[0].name')],
  },
  {
    name: "looks like Flink's",
    spec: { podTemplate: template({ name: 'jobmanager', image: 'flink:1.20' }) },
    finds: [stray('podTemplate.spec.containers[0].name')],
  },
  {
    name: 'several sidecars, one without image',
    spec: { podTemplate: template({ name: 'flink-logs', image: 'x' }, { name: 'metrics' }) },
    finds: [stray('podTemplate.spec.containers[1].name')],
  },
  { name: 'no name', spec: { podTemplate: template({ image: 'x' }) }, finds: [] },
  {
    name: 'of the components',
    spec: {
      jobManager: { podTemplate: template({ name: 'main' }) },
      taskManager: { podTemplate: template({ name: 'task-manager' }) },
    },
    finds: [
      stray('jobManager.podTemplate.spec.containers[0].name'),
      stray('taskManager.podTemplate.spec.containers[0].name'),
    ],
  },
  {
    name: 'of a component, laid over the base',
    spec: { podTemplate: template(main), jobManager: { podTemplate: template({ name: 'x' }) } },
    finds: [],
  },
];

for (const { name, spec, finds } of rows) {
  test(`pod template: ${name}`, () => assert.deepEqual(deploymentFindings({ spec }).map(told), finds));
}
