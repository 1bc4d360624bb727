import { stringify } from 'yaml';
import type { KindDefinition, PrinterColumn } from '../../src/api/definition.ts';
import { definitions } from '../../src/api/definitions.ts';
import type { KindId } from '../../src/api/kinds.ts';
import type { Schema } from '../../src/api/schema.ts';
import { generatedNote } from './note.ts';
import { structuralSchema } from './structural-schema.ts';

type Parts = Readonly<Record<string, Schema>>;
type Version = KindDefinition & { readonly id: KindId };

/** File name → CRD. Versions of one kind share a file. */
export function crdFiles(parts: Parts): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, versions] of kinds()) {
    const text = stringify(crd(versions, parts), { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
    files.set(`${name}.yaml`, `# ${generatedNote}\n${text}`);
  }
  return files;
}

/** The whole name of a CRD → its versions. */
export function kinds(): Map<string, Version[]> {
  const grouped = new Map<string, Version[]>();
  for (const [id, definition] of Object.entries(definitions) as [KindId, KindDefinition][]) {
    const { plural, group } = definition.name;
    const name = `${plural}.${group}`;
    grouped.set(name, [...(grouped.get(name) ?? []), { ...definition, id }]);
  }
  return grouped;
}

function crd(versions: readonly KindDefinition[], parts: Parts): object {
  const [first] = versions;
  if (!first) throw new Error('a CRD without versions');
  const { group, kind, plural } = first.name;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: { 'app.kubernetes.io/part-of': 'sluice' },
      // Without it an API server takes no CRD of a group that ends in k8s.io.
      ...(group.endsWith('.k8s.io') && {
        annotations: {
          'api-approved.kubernetes.io': 'unapproved, the group is that of the operator which made this kind',
        },
      }),
    },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: first.shortNames,
        categories: ['flink'],
      },
      scope: 'Namespaced',
      versions: versions.map((version) => crdVersion(version, parts)),
    },
  };
}

function crdVersion(
  { name, served, storage, columns, scale, schema, podTemplates }: KindDefinition,
  parts: Parts,
): object {
  return {
    name: name.version,
    served,
    storage,
    ...(columns.length > 0 && { additionalPrinterColumns: columns.map(column) }),
    subresources: { status: {}, ...(scale && { scale }) },
    schema: { openAPIV3Schema: structuralSchema(rootSchema(schema), parts, podTemplates) },
  };
}

/** An API server leaves columns without a priority at 0; writing it would differ from what it stores. */
function column({ name, type, jsonPath, priority }: PrinterColumn): object {
  return { name, type, jsonPath, ...(priority && { priority }) };
}

function rootSchema({ title: _, properties, ...schema }: Schema): Schema {
  return {
    ...schema,
    properties: {
      apiVersion: { type: 'string', description: 'Group and version of this kind.' },
      kind: { type: 'string', description: 'Name of this kind.' },
      metadata: { type: 'object' },
      ...properties,
    },
  };
}
