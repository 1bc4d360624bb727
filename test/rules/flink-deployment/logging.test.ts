import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, told } from '../../support/flink-findings.ts';

const unknown = (key: string) => `log-config-key-unknown at spec.logConfiguration['${key}']`;

const files = [
  { names: ['log4j-console.properties', 'logback-console.xml'], finds: [], fixes: [] },
  { names: [], finds: [], fixes: [] },
  {
    names: ['log4j.properties'],
    finds: [unknown('log4j.properties')],
    fixes: ['rename it to log4j-console.properties'],
  },
  {
    names: ['LOG4J-console.properties', '', 'logback.xml'],
    finds: ['LOG4J-console.properties', '', 'logback.xml'].map(unknown),
    fixes: [
      'rename it to log4j-console.properties',
      'rename it to log4j-console.properties',
      'rename it to logback-console.xml',
    ],
  },
];

for (const { names, finds, fixes } of files) {
  test(`logging files: ${names.join(', ')}`, () => {
    const logConfiguration = Object.fromEntries(names.map((name) => [name, 'x']));
    const found = deploymentFindings({ spec: { logConfiguration } });
    assert.deepEqual(found.map(told), finds);
    assert.deepEqual(
      found.map(({ fix }) => fix),
      fixes,
    );
  });
}
