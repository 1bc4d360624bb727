import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const invalid = ['ingress-template-invalid at spec.ingress.template'];
const suspicious = ['ingress-template-suspicious at spec.ingress.template (warning)'];

const templates = [
  { template: '{{name}}.{{namespace}}.flink.example.com', finds: [] },
  { template: '{{NAME}}.example.com', finds: [] },
  { template: '/{{namespace}}/{{name}}(/|$)(.*)', finds: [] },
  { template: 'HTTPS://flink.example.com/{{name}}', finds: [] },
  { template: 'flink.example.com:8080', finds: [] },
  { template: '[2001:db8::1]:80', finds: [] },
  { template: '', finds: suspicious },
  { template: 'flink.example.com:-2', finds: invalid },
  { template: 'flink.example.com:80a', finds: invalid },
  { template: '{{name}}:{{namespace}}', finds: invalid },
  { template: '[::1', finds: invalid },
  { template: '[::g]', finds: invalid },
  { template: 'flink.example.com:65536', finds: suspicious },
  { template: 'flink.example.com:0', finds: suspicious },
  { template: 'flink example.com', finds: suspicious },
  { template: ' ', finds: suspicious },
  { template: '{{ name }}.example.com', finds: suspicious },
  { template: '{{cluster}}.example.com', finds: suspicious },
];

for (const { template, finds } of templates) {
  test(`ingress template '${template}'`, () => {
    assert.deepEqual(deploymentFindings({ spec: { ingress: { template } } }).map(told), finds);
  });
}

const others = [
  { name: 'empty', changes: { spec: { ingress: {} } }, finds: ['ingress-template-required at spec.ingress.template'] },
  {
    name: 'without a template',
    changes: { spec: { ingress: { className: 'nginx' } } },
    finds: ['ingress-template-required at spec.ingress.template'],
  },
  {
    name: 'with a namespace that is not known',
    changes: { metadata: { namespace: null }, spec: { ingress: { template: '{{Namespace}}.example.com' } } },
    finds: ['ingress-template-invalid at metadata.namespace'],
  },
  {
    name: 'that needs no namespace',
    changes: { metadata: { namespace: null }, spec: { ingress: { template: '{{name}}.example.com' } } },
    finds: [],
  },
  {
    name: 'of an object whose name is not known yet',
    changes: { metadata: { name: null, generateName: 'word-count-' }, spec: { ingress: { template: '[' } } },
    finds: [],
  },
];

for (const { name, changes, finds } of others) {
  test(`ingress ${name}`, () => assert.deepEqual(deploymentFindings(changes).map(told), finds));
}
