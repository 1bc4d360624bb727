import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { kindNames } from '../../src/api/kinds.ts';
import type { Bench } from './control-plane.ts';
import { type Daemon, eventually, startDaemon, tail } from './processes.ts';

export interface WebhookProcessOptions {
  /** Settings as environment variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Namespaces with this label are left out. */
  readonly exempt?: string;
  /** Distinguishes several on one API server; part of the name of the registrations. */
  readonly name?: string;
}

/** A `sluice serve` beside an API server that asks it by address, which needs no Services. */
export interface WebhookProcess {
  readonly url: string;
  readonly healthUrl: string;
  readonly ca: string;
  /** The name of both registrations. */
  readonly registration: string;
  /** Makes FlinkCluster convert through this process, and serves v1alpha1. */
  convert(): Promise<void>;
  /** Takes the registrations away, and ends the process. */
  stop(): Promise<void>;
}

const program = path.resolve(import.meta.dirname, '../../src/bin/from-source.js');

/** Starts a gate with a development certificate and registers it for every kind. */
export async function startWebhookProcess(bench: Bench, options: WebhookProcessOptions = {}): Promise<WebhookProcess> {
  const { settings = {}, exempt, name = 'sluice' } = options;
  const directory = mkdtempSync(path.join(bench.directory, `${name}-`));
  const log = path.join(directory, 'log');
  const daemon = startDaemon(process.execPath, [program, 'serve'], {
    log,
    env: {
      ...process.env,
      SLUICE_LISTEN_PORT: '0',
      SLUICE_HEALTH_PORT: '0',
      SLUICE_TLS_DIRECTORY: directory,
      SLUICE_LOG_FORMAT: 'json',
      ...settings,
    },
  });
  const { url, health } = await serving(daemon);
  const ca = readFileSync(path.join(directory, 'ca.crt'), 'utf8');
  const apply = async (manifest: object) => {
    const { code, stderr } = await bench.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], {
      input: JSON.stringify(manifest),
    });
    if (code !== 0) throw new Error(stderr);
  };
  await apply({ apiVersion: 'v1', kind: 'List', items: registrations(name, url, ca, exempt) });
  return {
    url,
    healthUrl: health,
    ca,
    registration: name,
    async convert() {
      const file = path.join(directory, 'crd.json');
      const webhook = {
        clientConfig: { url: `${url}/convert`, caBundle: base64(ca) },
        conversionReviewVersions: ['v1'],
      };
      const crd = 'flinkclusters.flinkoperator.k8s.io';
      const { stdout } = await bench.kubectl(['get', 'crd', crd, '-o', 'json']);
      const { spec } = JSON.parse(stdout) as { spec: { versions: { name: string; served: boolean }[] } };
      const old = spec.versions.findIndex((version) => version.name === 'v1alpha1');
      writeFileSync(
        file,
        JSON.stringify([
          { op: 'add', path: '/spec/conversion', value: { strategy: 'Webhook', webhook } },
          { op: 'replace', path: `/spec/versions/${old}/served`, value: true },
        ]),
      );
      const patched = await bench.kubectl(['patch', 'crd', crd, '--type=json', `--patch-file=${file}`]);
      if (patched.code !== 0) throw new Error(patched.stderr);
    },
    async stop() {
      await bench.kubectl(['delete', 'validatingwebhookconfiguration,mutatingwebhookconfiguration', name]);
      await daemon.stop('SIGTERM');
    },
  };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

function registrations(name: string, url: string, ca: string, exempt: string | undefined): object[] {
  const entry = (side: 'validate' | 'mutate', plural: string, group: string, subResource = '') => ({
    name: `${side}.${plural}${subResource.replace('/', '-')}.sluice.dev`,
    clientConfig: { url: `${url}/${side}/${plural}`, caBundle: base64(ca) },
    rules: [
      {
        apiGroups: [group],
        apiVersions: ['*'],
        operations: subResource ? ['UPDATE'] : ['CREATE', 'UPDATE'],
        resources: [`${plural}${subResource}`],
        scope: 'Namespaced',
      },
    ],
    failurePolicy: side === 'validate' ? 'Fail' : 'Ignore',
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: 5,
    admissionReviewVersions: ['v1'],
    ...(side === 'mutate' && { reinvocationPolicy: 'IfNeeded' }),
    ...(exempt !== undefined && {
      namespaceSelector: { matchExpressions: [{ key: exempt, operator: 'DoesNotExist' }] },
    }),
  });
  const kinds = new Map(Object.values(kindNames).map(({ plural, group }) => [plural as string, group as string]));
  const entries = (side: 'validate' | 'mutate') => [...kinds].map(([plural, group]) => entry(side, plural, group));
  const scalable = ['flinkdeployments', 'flinkclusters'].map((plural) =>
    entry('validate', plural, kinds.get(plural) ?? '', '/scale'),
  );
  const configuration = (kind: string, webhooks: object[]) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name },
    webhooks,
  });
  return [
    configuration('ValidatingWebhookConfiguration', [...entries('validate'), ...scalable]),
    configuration('MutatingWebhookConfiguration', entries('mutate')),
  ];
}

/** The log line that says where it serves. */
function serving(daemon: Daemon): Promise<{ url: string; health: string }> {
  return eventually(
    'the gate serves',
    () => {
      if (!daemon.running()) throw new Error('it has ended');
      const lines = readFileSync(daemon.log, 'utf8').split('\n').slice(0, -1);
      for (const line of lines.filter((text) => text.startsWith('{'))) {
        const { msg, url, health } = JSON.parse(line);
        if (msg === 'serving') return { url: String(url).replace('localhost', '127.0.0.1'), health: String(health) };
      }
      return undefined;
    },
    30,
    () => tail(daemon.log),
  );
}
