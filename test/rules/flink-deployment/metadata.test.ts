import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentFindings, errors } from '../../support/flink-findings.ts';

const format = ['deployment-name-format at metadata.name'];

const names = [
  { name: 'a', finds: [] },
  { name: 'a1', finds: [] },
  { name: 'a--b', finds: [] },
  { name: 'a'.repeat(45), finds: [] },
  { name: 'a'.repeat(46), finds: format },
  { name: '1a', finds: format },
  { name: '-a', finds: format },
  { name: 'a-', finds: format },
  { name: 'A', finds: format },
  { name: 'a.b', finds: format },
  { name: 'a b', finds: format },
  { name: 'ä', finds: format },
  { name: 'a١', finds: format },
  { name: '', finds: format },
];

for (const { name, finds } of names) {
  test(`the name '${name}' of a FlinkDeployment ${finds.length === 0 ? 'passes' : 'is refused'}`, () => {
    assert.deepEqual(errors(deploymentFindings({ metadata: { name } })), finds);
  });
}

const prefixes = [
  { generateName: 'word-count-', finds: [] },
  { generateName: 'a'.repeat(40), finds: [] },
  { generateName: 'a'.repeat(41), finds: ['deployment-name-format at metadata.generateName'] },
  { generateName: 'Word-', finds: ['deployment-name-format at metadata.generateName'] },
];

for (const { generateName, finds } of prefixes) {
  test(`the beginning '${generateName}' of a name ${finds.length === 0 ? 'passes' : 'is refused'}`, () => {
    assert.deepEqual(errors(deploymentFindings({ metadata: { name: null, generateName } })), finds);
  });
}
