import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type CrdSchema, differences } from '../support/crd-differences.ts';

/*
 * Design D9: whatever a reference CRD has, ours has too. Everything in which ours differs and is meant to differ is named
 * here with its reason; nothing else may.
 */
const reference = path.resolve(
  process.env['SLUICE_CONFORMANCE'] ?? path.resolve(import.meta.dirname, '../../../shared/conformance'),
  '../crds',
);
const own = new URL('../../charts/sluice/crds/', import.meta.url);

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames?: readonly string[] };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly subresources?: { readonly scale?: object; readonly status?: object };
      readonly additionalPrinterColumns?: readonly { readonly name: string; readonly priority?: number }[];
      readonly schema?: { readonly openAPIV3Schema: CrdSchema };
    }[];
    readonly validation?: { readonly openAPIV3Schema: CrdSchema };
  };
}

interface Comparison {
  readonly file: string;
  readonly referenceFile: string;
  readonly version: string;
  /** `place: what` → why ours is right to differ. */
  readonly namesOnly?: boolean;
  readonly meant?: Readonly<Record<string, string>>;
}

const freeForm = 'a configuration that is no map of keys cannot be read by the reference either';

const portError = 'Kubernetes leaves the error of a port out where there is none';

const comparisons: readonly Comparison[] = [
  {
    file: 'flinkdeployments.flink.apache.org.yaml',
    referenceFile: 'flinkdeployments.flink.apache.org-v1.yml',
    version: 'v1beta1',
    meant: { 'spec.flinkConfiguration: type': freeForm },
  },
  {
    file: 'flinksessionjobs.flink.apache.org.yaml',
    referenceFile: 'flinksessionjobs.flink.apache.org-v1.yml',
    version: 'v1beta1',
    meant: { 'spec.flinkConfiguration: type': freeForm },
  },
  {
    file: 'flinkstatesnapshots.flink.apache.org.yaml',
    referenceFile: 'flinkstatesnapshots.flink.apache.org-v1.yml',
    version: 'v1beta1',
  },
  {
    file: 'flinkbluegreendeployments.flink.apache.org.yaml',
    referenceFile: 'flinkbluegreendeployments.flink.apache.org-v1.yml',
    version: 'v1beta1',
    meant: { 'spec.template.spec.flinkConfiguration: type': freeForm },
  },
  {
    file: 'flinkclusters.flinkoperator.k8s.io.yaml',
    referenceFile: 'flinkoperator.k8s.io_flinkclusters.v1beta1.yaml',
    version: 'v1beta1',
    meant: {
      'spec: required':
        'the reference asks for flinkVersion, but its webhook fills it in before the schema is looked at',
      'status.components.jobManagerService.loadBalancerIngress[*].ports[*]: required': portError,
      'status.components.jobManagerService.loadBalancerIngress[*].ports[*].error: pattern': portError,
    },
  },
  {
    file: 'flinkclusters.flinkoperator.k8s.io.yaml',
    referenceFile: 'flinkoperator.k8s.io_flinkclusters.v1alpha1.yaml',
    version: 'v1alpha1',
    // Made before CRDs could say more than names and types, and long before today's pods.
    namesOnly: true,
  },
];

const load = (file: string | URL): Crd => parse(readFileSync(file, 'utf8')) as Crd;

for (const { file, referenceFile, version, namesOnly = false, meant = {} } of comparisons) {
  const there = path.join(reference, referenceFile);
  test(`${file} ${version} has all that the reference has`, { skip: !existsSync(there) && 'no reference CRDs' }, () => {
    const ours = load(new URL(file, own)).spec;
    const theirs = load(there).spec;
    const our = ours.versions.find(({ name }) => name === version);
    const their = theirs.versions.find(({ name }) => name === version);
    const ourSchema = our?.schema?.openAPIV3Schema;
    const theirSchema = their?.schema?.openAPIV3Schema ?? theirs.validation?.openAPIV3Schema;
    assert.ok(our && their && ourSchema && theirSchema);

    assert.equal(ours.group, theirs.group);
    assert.equal(ours.names.kind, theirs.names.kind);
    assert.equal(ours.names.plural, theirs.names.plural);
    assert.deepEqual(
      ours.names.shortNames?.slice(0, theirs.names.shortNames?.length ?? 0),
      theirs.names.shortNames ?? [],
    );
    const columns = new Map(our.additionalPrinterColumns?.map((column) => [column.name, column]));
    for (const column of their.additionalPrinterColumns ?? []) {
      assert.deepEqual({ priority: 0, ...columns.get(column.name) }, { priority: 0, ...column });
    }
    if (their.subresources) assert.deepEqual(our.subresources, their.subresources);
    const found = differences(ourSchema, theirSchema).filter((place) => !namesOnly || isMissing(place));
    assert.deepEqual(found, Object.keys(meant));
  });
}

/** A field that ours lacks; the API server itself knows those of metadata. */
function isMissing(place: string): boolean {
  return place.endsWith(': missing') && !place.startsWith('metadata.');
}
