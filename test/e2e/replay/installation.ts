import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { kindNames } from '../../../src/api/kinds.ts';
import type { Front } from './front.ts';

const folder = path.resolve(import.meta.dirname, '../../../charts/sluice/crds');

interface Crd {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly versions: readonly { readonly name: string; readonly served: boolean }[] };
}

/** Those of the chart, with FlinkCluster served in both versions, as `registrations.conversion` makes it. */
export function crds({ url, ca }: Front): object[] {
  return readdirSync(folder).map((file) => {
    const crd = parse(readFileSync(path.join(folder, file), 'utf8')) as Crd;
    if (!crd.metadata.name.startsWith('flinkclusters.')) return crd;
    const webhook = {
      clientConfig: { url: `${url}/convert`, caBundle: base64(ca) },
      conversionReviewVersions: ['v1'],
    };
    const versions = crd.spec.versions.map((version) => ({ ...version, served: true }));
    return { ...crd, spec: { ...crd.spec, versions, conversion: { strategy: 'Webhook', webhook } } };
  });
}

/** Both sides as the chart registers them. */
export function registrations({ url, ca }: Front): object[] {
  const groups = new Map(Object.values(kindNames).map(({ plural, group }) => [plural as string, group as string]));
  const sides = [
    { side: 'validate', kind: 'ValidatingWebhookConfiguration', more: { failurePolicy: 'Fail' } },
    {
      side: 'mutate',
      kind: 'MutatingWebhookConfiguration',
      more: { failurePolicy: 'Ignore', reinvocationPolicy: 'IfNeeded' },
    },
  ];
  return sides.map(({ side, kind, more }) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'replay' },
    webhooks: [...groups].map(([plural, group]) => ({
      name: `${side}.${plural}.sluice.dev`,
      clientConfig: { url: `${url}/${side}/${plural}`, caBundle: base64(ca) },
      rules: [
        {
          apiGroups: [group],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE'],
          resources: [plural],
          scope: 'Namespaced',
        },
      ],
      matchPolicy: 'Equivalent',
      sideEffects: 'None',
      timeoutSeconds: 30,
      admissionReviewVersions: ['v1'],
      ...more,
    })),
  }));
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
