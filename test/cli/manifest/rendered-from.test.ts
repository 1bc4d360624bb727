import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../../src/cli/manifest/read-manifest.ts';

const rendered = `---
# Source: shop/templates/orders.yaml
kind: FlinkDeployment
---
# Source: shop/charts/sub chart/templates/cluster.yaml
kind: FlinkCluster
---
kind: FlinkSessionJob
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: base/job.yaml
---
kind: FlinkStateSnapshot
text: |
  # Source: not/this.yaml
`;

test('helm and kustomize tell what a document was rendered from', () => {
  assert.deepEqual(
    readManifest('<stdin>', rendered).documents.map(({ source }) => source),
    ['shop/templates/orders.yaml', 'shop/charts/sub chart/templates/cluster.yaml', 'base/job.yaml', undefined],
  );
});
