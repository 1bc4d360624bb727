import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** Where `kubectl apply -k` and `sluice manifests` put the gate, unless they are told otherwise. */
const release = { name: 'sluice', namespace: 'sluice-system' };
const charts = path.resolve(import.meta.dirname, '../charts');
const note = 'Made by `node scripts/manifests.ts` from the chart; do not edit.';

interface Rendered {
  readonly metadata: { labels?: Record<string, string> };
  readonly spec?: { readonly template?: Rendered };
}

/** Path from charts/ → text: what the chart installs with its defaults, as plain manifests and as a kustomize base. */
export function manifestFiles(helm: string): Map<string, string> {
  const args = ['template', release.name, path.join(charts, 'sluice'), '--namespace', release.namespace, '--no-hooks'];
  const text = execFileSync(helm, args, { encoding: 'utf8' });
  const objects = parseAllDocuments(text).flatMap((document) =>
    document.contents ? [document.toJS() as Rendered] : [],
  );
  for (const object of objects) {
    unlabel(object);
    if (object.spec?.template) unlabel(object.spec.template);
  }
  const manifests = [namespace, ...objects].map((object) =>
    stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  const crds = readdirSync(path.join(charts, 'sluice/crds')).toSorted();
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...crds.map((file) => `sluice/crds/${file}`), 'manifests/sluice.yaml'],
  };
  return new Map([
    ['manifests/sluice.yaml', `# ${note}\n${manifests.join('---\n')}`],
    ['kustomization.yaml', `# ${note}\n${stringify(kustomization)}`],
  ]);
}

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: release.namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

/** Nothing here is Helm's. */
function unlabel({ metadata: { labels } }: Rendered): void {
  if (!labels) return;
  delete labels['helm.sh/chart'];
  if (labels['app.kubernetes.io/managed-by']) labels['app.kubernetes.io/managed-by'] = 'sluice';
}

if (import.meta.main) {
  for (const [file, text] of manifestFiles(process.env['HELM'] ?? 'helm')) {
    mkdirSync(path.dirname(path.join(charts, file)), { recursive: true });
    writeFileSync(path.join(charts, file), text);
  }
}
