import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDocument } from '../../../src/cli/lint/check-document.ts';
import type { CheckOptions } from '../../../src/cli/lint/document-check.ts';
import { Lines } from '../../../src/cli/manifest/lines.ts';
import { readManifest } from '../../../src/cli/manifest/read-manifest.ts';
import { portsOf } from '../../../src/cli/world.ts';
import { deployment } from '../manifests.ts';

interface Row {
  readonly name: string;
  readonly text: string;
  readonly finds: readonly string[];
  readonly suppressed?: number;
  readonly options?: Partial<CheckOptions>;
}

/** `line:column severity rule path`, in the order reported. */
async function check({
  text,
  options,
}: Pick<Row, 'text' | 'options'>): Promise<{ finds: string[]; suppressed: number }> {
  const manifest = readManifest('test.yaml', text);
  const lines = new Lines(text);
  const finds: string[] = [];
  let suppressed = 0;
  for (const document of manifest.documents) {
    const checked = await checkDocument({ manifest, document, lines }, { ports: portsOf({}), ...options });
    suppressed += checked.suppressed;
    for (const { line, column, severity, rule, path } of checked.findings) {
      finds.push(`${line}:${column} ${severity} ${rule} ${path}`);
    }
  }
  return { finds, suppressed };
}

const flinkCluster = `apiVersion: flinkoperator.k8s.io/v1beta1
kind: FlinkCluster
metadata:
  name: orders
spec:
  flinkVersion: "1.20"
  image:
    name: flink:1.20
`;

const rows: readonly Row[] = [
  { name: 'a good object', text: deployment(), finds: [] },
  {
    name: 'a wrong value is shown itself',
    text: deployment({ parallelism: 0 }),
    finds: ['17:18 error job-parallelism-min spec.job.parallelism'],
  },
  {
    name: 'an unknown field is shown by its name',
    text: deployment({ job: '    paralelism: 2' }),
    finds: ['20:5 warning schema-unknown-field spec.job.paralelism'],
  },
  {
    name: 'a missing field is shown by its parent',
    text: deployment().replace('  serviceAccount: flink\n', ''),
    finds: ['5:1 error service-account-required spec.serviceAccount'],
  },
  {
    name: 'other kinds are none of our business',
    text: 'apiVersion: v1\nkind: ConfigMap\ndata: {a: 1, a: 2, b: yes}\n',
    finds: [],
  },
  {
    name: 'other kinds are reported when asked for',
    text: 'apiVersion: v1\nkind: ConfigMap\n',
    options: { strictKinds: true },
    finds: ['2:7 error kind-unknown $'],
  },
  {
    name: 'a kind that its group has not',
    text: 'apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeploymnet\n',
    finds: ['2:7 warning kind-unknown $'],
  },
  {
    name: 'a version that its group has not',
    text: 'apiVersion: flink.apache.org/v1\nkind: FlinkDeployment\n',
    finds: ['2:7 warning kind-unknown $'],
  },
  { name: 'a broken document of any kind', text: 'a: [1\n', finds: ['1:5 error yaml-syntax $'] },
  {
    name: 'a key that stands twice',
    text: `${deployment()}    parallelism: 4\n`,
    finds: ['20:5 error yaml-duplicate-key $'],
  },
  {
    name: 'a value that tools read differently',
    text: deployment({ job: '    allowNonRestoredState: yes' }),
    finds: ['20:28 info yaml-ambiguous-value $'],
  },
  {
    name: 'an item of a list',
    text: listOf(deployment({ parallelism: 0 }), deployment()),
    finds: ['20:22 error job-parallelism-min spec.job.parallelism'],
  },
  {
    name: 'an object without a namespace is in the usual one',
    text: flinkCluster,
    finds: [],
  },
  {
    name: 'an empty namespace is none',
    text: flinkCluster.replace('  name: orders', '  name: orders\n  namespace: ""'),
    finds: ['5:3 error namespace-required metadata.namespace'],
  },
  {
    name: 'the Flink version that was asked for',
    text: deployment(),
    options: { flinkVersion: { deployment: 'v1_14', cluster: '1.14' } },
    finds: [
      '7:17 error flink-version-unsupported spec.flinkVersion',
      '7:17 warning flink-version-image-mismatch spec.flinkVersion',
    ],
  },
  {
    name: 'a comment hides the next line',
    text: deployment({ parallelism: 0 }).replace(
      /( +)parallelism/,
      '$1# sluice-disable-next-line job-parallelism-min -- autoscaled\n$&',
    ),
    finds: [],
    suppressed: 1,
  },
  {
    name: 'a comment looks past other comments',
    text: deployment({ parallelism: 0 }).replace(
      /( +)parallelism/,
      '$1# sluice-disable-next-line job-parallelism-min, schema-type -- autoscaled\n\n$1# more\n$&',
    ),
    finds: ['17:5 warning suppression-unused $'],
    suppressed: 1,
  },
  {
    name: 'a comment without a reason hides nothing',
    text: deployment({ parallelism: 0 }).replace(
      /( +)parallelism/,
      '$1# sluice-disable-next-line job-parallelism-min\n$&',
    ),
    finds: ['17:5 warning suppression-reason-required $', '18:18 error job-parallelism-min spec.job.parallelism'],
  },
  {
    name: 'a comment with a rule that is none',
    text: deployment({ parallelism: 0 }).replace(
      /( +)parallelism/,
      '$1# sluice-disable-next-line job-paralelism-min -- why\n$&',
    ),
    finds: ['17:5 warning suppression-unknown-rule $', '18:18 error job-parallelism-min spec.job.parallelism'],
  },
  {
    name: 'a comment that hides nothing',
    text: deployment().replace(/( +)parallelism/, '$1# sluice-disable-next-line job-parallelism-min -- why\n$&'),
    finds: ['17:5 warning suppression-unused $'],
  },
  {
    name: 'a text that only talks of such comments',
    text: deployment({
      spec: '  logConfiguration:\n    log4j-console.properties: |\n      # sluice-disable-next-line x\n      a = b',
    }),
    finds: [],
  },
  {
    name: 'an annotation hides a rule in its object',
    text: deployment({ parallelism: 0, annotation: 'job-parallelism-min -- autoscaled' }),
    finds: [],
    suppressed: 1,
  },
  {
    name: 'an annotation without a reason hides nothing',
    text: deployment({ parallelism: 0, annotation: 'job-parallelism-min' }),
    finds: [
      "6:24 warning suppression-reason-required metadata.annotations['sluice.dev/ignore']",
      '19:18 error job-parallelism-min spec.job.parallelism',
    ],
  },
  {
    name: 'an annotation that hides nothing',
    text: deployment({ annotation: 'job-parallelism-min -- autoscaled' }),
    finds: ["6:24 warning suppression-unused metadata.annotations['sluice.dev/ignore']"],
  },
];

/** A `List` with the objects one level further in. */
function listOf(...objects: string[]): string {
  const items = objects.map((text) => `  - ${text.trimEnd().replaceAll('\n', '\n    ')}\n`);
  return `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
}

for (const { name, finds, suppressed = 0, ...row } of rows) {
  test(`lint of a document: ${name}`, async () => assert.deepEqual(await check(row), { finds, suppressed }));
}

test('lint of a document: secrets are not shown', async () => {
  const text = deployment({ spec: '  s3.secret-key: hush' });
  const manifest = readManifest('test.yaml', text);
  const [document] = manifest.documents;
  assert.ok(document);
  const { findings } = await checkDocument({ manifest, document, lines: new Lines(text) }, { ports: portsOf({}) });
  assert.deepEqual(
    findings.map(({ rule, excerpt }) => [rule, excerpt]),
    [['schema-unknown-field', '  s3.secret-key: ******']],
  );
});
