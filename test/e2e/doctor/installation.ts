import { mkdtempSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { makeAuthority, makeLeaf } from '../../../src/certificates/make-certificates.ts';
import { type ControlPlane, freePorts, startControlPlane } from '../../bench/control-plane.ts';
import { attempt, type Daemon, eventually, type Ran, startDaemon, tail } from '../../bench/processes.ts';
import { toolBinaries } from '../../bench/tools.ts';
import { inProcess } from '../../cli/run-sluice.ts';

/** The chart, installed beside a real API server, with one real gate behind its Service. No pod runs: their state is written by hand. */

const root = path.resolve(import.meta.dirname, '../../..');
const program = path.join(root, 'src/bin/from-source.js');
const chart = path.join(root, 'charts/sluice');
export const namespace = 'sluice';
const service = `sluice-webhook.${namespace}.svc`;
const podNames = ['sluice-0', 'sluice-1'];

/** A finding as `doctor -f json` prints it. */
export interface ToldFinding {
  readonly id: string;
  readonly severity: string;
  readonly object: string;
  readonly what: string;
  readonly why: string;
  readonly fix: { readonly text: string; readonly command?: string };
}

export interface Installation {
  readonly bench: ControlPlane;
  /** Of the pair that the gate serves. */
  readonly authority: { readonly certificate: string; readonly key: string };
  kubectl(args: readonly string[], input?: object): Promise<string>;
  /** In this process, which is quick. */
  doctor(
    args?: readonly string[],
    kubeconfig?: string,
  ): Promise<{ readonly code: number | null; readonly findings: readonly ToldFinding[] }>;
  /** As people run it. */
  asProcess(args: readonly string[]): Promise<Ran>;
  /** Runs a fix as a reader would, in the root of the project. */
  shell(command: string): Promise<Ran>;
  stopGate(): Promise<void>;
  startGate(): Promise<void>;
  stop(): Promise<void>;
}

export async function startInstallation(): Promise<Installation> {
  // So that the API server finds webhooks by EndpointSlices; there is no kube-proxy here.
  const bench = await startControlPlane({ apiServerFlags: ['--enable-aggregator-routing=true'] });
  const tools = await toolBinaries();
  const env = {
    ...process.env,
    HOME: path.join(bench.directory, 'home'),
    KUBECONFIG: '/nonexistent',
    PATH: `${path.dirname(tools.kubectl)}:${process.env['PATH']}`,
  };
  const kubectl = async (args: readonly string[], input?: object) => {
    const all = ['-n', namespace, ...args];
    const { code, stdout, stderr } = await bench.kubectl(all, { ...(input && { input: JSON.stringify(input) }) });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const directory = mkdtempSync(path.join(bench.directory, 'gate-'));
  const authority = await makeAuthority({ name: 'doctor CA' });
  const leaf = await makeLeaf(authority, [service], { days: 7 });
  writeFileSync(path.join(directory, 'tls.crt'), leaf.certificate);
  writeFileSync(path.join(directory, 'tls.key'), leaf.key);
  const { address, port } = { address: ownAddress(), port: (await freePorts(ownAddress(), 1))[0] as number };
  let gate: Daemon;

  async function startGate() {
    const log = path.join(directory, 'log');
    writeFileSync(log, '');
    gate = startDaemon(process.execPath, [program, 'serve'], {
      log,
      env: {
        ...process.env,
        SLUICE_LISTEN_ADDRESS: address,
        SLUICE_LISTEN_PORT: String(port),
        SLUICE_HEALTH_PORT: '0',
        SLUICE_TLS_MODE: 'files',
        SLUICE_TLS_DIRECTORY: directory,
        SLUICE_LOG_FORMAT: 'json',
        SLUICE_SHUTDOWN_DELAY: '0',
      },
    });
    await eventually(
      'the gate serves',
      () => tail(log).includes('"serving"'),
      30,
      () => tail(log),
    );
  }

  await startGate();
  await kubectl(['apply', '--server-side', '-f', `${chart}/crds`]);
  const installed = await bench.helm([
    'install',
    'sluice',
    chart,
    '-n',
    namespace,
    '--create-namespace',
    '--skip-crds',
  ]);
  if (installed.code !== 0) throw new Error(installed.stderr);
  await settle(kubectl, { authority, leaf, address, port });
  return {
    bench,
    authority,
    kubectl,
    asProcess: (args) =>
      attempt(process.execPath, [program, 'doctor', '--kubeconfig', bench.kubeconfig, ...args], { env }),
    async doctor(args = [], kubeconfig = bench.kubeconfig) {
      const ran = await inProcess(['doctor', '-f', 'json', '--kubeconfig', kubeconfig, ...args]);
      if (ran.stdout === '') throw new Error(`doctor ended with ${ran.code}: ${ran.stderr}`);
      return { code: ran.code, findings: JSON.parse(ran.stdout).findings };
    },
    shell: (command) =>
      attempt('bash', ['-c', `set -e -o pipefail\nsluice() { node ${program} "$@"; }\n${command}`], { env, cwd: root }),
    stopGate: () => gate.stop('SIGTERM'),
    startGate,
    async stop() {
      await gate?.stop('SIGTERM');
      await bench.stop();
    },
  };
}

/** One that an API server lets an EndpointSlice have: loopback is forbidden. */
function ownAddress(): string {
  const found = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this test needs an address that is not loopback');
  return found.address;
}

interface Served {
  readonly authority: { readonly certificate: string; readonly key: string };
  readonly leaf: { readonly certificate: string; readonly key: string };
  readonly address: string;
  readonly port: number;
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What controllers, kubelets and a leader would write. */
async function settle(kubectl: Installation['kubectl'], { authority, leaf, address, port }: Served): Promise<void> {
  const caBundle = base64(authority.certificate);
  const deployment = JSON.parse(await kubectl(['get', 'deployment', 'sluice', '-o', 'json']));
  const { template } = deployment.spec;
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'sluice-webhook-1', namespace, labels: { 'kubernetes.io/service-name': 'sluice-webhook' } },
    addressType: 'IPv4',
    ports: [{ name: 'https', port, protocol: 'TCP' }],
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
  };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'sluice-tls', namespace },
    data: {
      'tls.crt': base64(leaf.certificate),
      'tls.key': base64(leaf.key),
      'ca.crt': caBundle,
      'ca.key': base64(authority.key),
    },
  };
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'sluice-certificates', namespace },
    // Nobody renews it during the test.
    spec: {
      holderIdentity: podNames[0],
      leaseDurationSeconds: 15,
      renewTime: new Date(Date.now() + 600_000).toISOString().replace('Z', '000Z'),
    },
  };
  const pods = podNames.map((name) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: template.metadata.labels },
    spec: template.spec,
  }));
  await kubectl(['create', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: [slice, secret, lease, ...pods] });
  for (const name of podNames) await writeStatus(kubectl, `pod/${name}`, runningPod);
  await writeStatus(kubectl, 'deployment/sluice', { replicas: 2, readyReplicas: 2, availableReplicas: 2 });
  for (const kind of ['validating', 'mutating']) {
    const configuration = JSON.parse(
      await kubectl(['get', `${kind}webhookconfiguration`, 'sluice-sluice', '-o', 'json']),
    );
    for (const webhook of configuration.webhooks) webhook.clientConfig.caBundle = caBundle;
    await kubectl(['replace', '-f', '-'], configuration);
  }
  const crd = JSON.parse(await kubectl(['get', 'crd', 'flinkclusters.flinkoperator.k8s.io', '-o', 'json']));
  const clientConfig = { service: { name: 'sluice-webhook', namespace, path: '/convert', port: 443 }, caBundle };
  crd.spec.conversion = { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } };
  for (const version of crd.spec.versions) version.served = true;
  await kubectl(['replace', '-f', '-'], crd);
}

const runningPod = {
  phase: 'Running',
  conditions: [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'True' },
  ],
  containerStatuses: [
    { name: 'webhook', ready: true, restartCount: 0, image: 'sluice', imageID: 'sluice', state: { running: {} } },
  ],
};

export async function writeStatus(kubectl: Installation['kubectl'], object: string, status: object): Promise<void> {
  await kubectl(['patch', object, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status })]);
}
