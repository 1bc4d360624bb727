import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { authority, clientPair, type KeyPair, kubeconfigText, serverPair, signingPair } from './keys.ts';
import { attempt, type Daemon, eventually, type Ran, run, startDaemon, tail } from './processes.ts';
import { controlPlaneBinaries, toolBinaries } from './tools.ts';

export interface ControlPlaneOptions {
  /** Keys, data and logs; a new one in memory where it is left out, removed at the end. */
  readonly directory?: string;
  /** Where the API server listens and is found. */
  readonly address?: string;
  /** Any free one where it is left out. */
  readonly port?: number;
  /** More names and addresses of the API server, for its certificate. */
  readonly hosts?: readonly string[];
  /** Whether Kubernetes' own controllers run: Deployments, garbage collection, namespaces that end, and the like. */
  readonly controllers?: boolean;
  readonly apiServerFlags?: readonly string[];
}

export interface CommandOptions {
  readonly input?: string;
  readonly timeoutSeconds?: number;
  /** Another one than the administrator's. */
  readonly kubeconfig?: string;
}

/** A real API server, and what talks to it. */
export interface Bench {
  /** Of an administrator. */
  readonly kubeconfig: string;
  readonly directory: string;
  kubectl(args: readonly string[], options?: CommandOptions): Promise<Ran>;
  helm(args: readonly string[], options?: CommandOptions): Promise<Ran>;
  /** Makes a namespace of its own for a test. */
  namespace(prefix: string, labels?: Readonly<Record<string, string>>): Promise<string>;
  /** A kubeconfig of another user, by client certificate. */
  userKubeconfig(user: { readonly user: string; readonly groups?: readonly string[] }): Promise<string>;
  /** Lines of JSON, one for each finished request. */
  auditLog(): string;
  stop(): Promise<void>;
}

/** A bench whose parts can be stopped, frozen and started again. */
export interface ControlPlane extends Bench {
  readonly server: string;
  readonly keys: Keys;
  readonly etcd: Daemon;
  /** Kills the API server and starts it again on the same data. */
  restartApiServer(): Promise<void>;
  /** What the parts wrote last, for the message of a failure. */
  diagnose(): string;
}

interface Keys {
  readonly ca: KeyPair;
  readonly kubeletClient: KeyPair;
}

const startSeconds = Number(process.env['KUBEBUILDER_CONTROLPLANE_START_TIMEOUT']?.replace(/s$/, '') ?? 60);

/** A bench on loopback; with `USE_EXISTING_CLUSTER=true` the cluster of the current kubeconfig. */
export async function startBench(options: ControlPlaneOptions = {}): Promise<Bench> {
  return process.env['USE_EXISTING_CLUSTER'] === 'true' ? existingCluster() : startControlPlane(options);
}

/** etcd and an API server with RBAC and audit log: about four seconds. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { address = '127.0.0.1', controllers = false } = options;
  const [binaries] = await Promise.all([controlPlaneBinaries(), toolBinaries()]);
  const directory =
    options.directory ?? mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-'));
  mkdirSync(directory, { recursive: true });
  const file = (name: string, text: string, mode = 0o600) => {
    const full = path.join(directory, name);
    writeFileSync(full, text, { mode });
    return full;
  };

  const ca = await authority('bench-ca');
  const [server, admin, manager, kubeletClient, ports] = await Promise.all([
    serverPair(ca, 'kube-apiserver', [
      ...new Set(['127.0.0.1', address, '10.96.0.1', 'localhost', 'kubernetes', ...(options.hosts ?? [])]),
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
    ]),
    clientPair(ca, 'bench-admin', ['system:masters']),
    clientPair(ca, 'system:kube-controller-manager'),
    clientPair(ca, 'bench-apiserver', ['system:masters']),
    freePorts(address, 3),
  ]);
  const [etcdPort, peerPort, freePort] = ports as [number, number, number];
  const port = options.port ?? freePort;
  const signing = signingPair();
  const caFile = file('ca.crt', ca.certificate);
  const servers = { address: `https://${address}:${port}`, etcd: `http://127.0.0.1:${etcdPort}` };

  const etcd = startDaemon(
    binaries.etcd,
    [
      `--data-dir=${directory}/etcd`,
      `--listen-client-urls=${servers.etcd}`,
      `--advertise-client-urls=${servers.etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    { log: path.join(directory, 'etcd.log') },
  );

  const audit = path.join(directory, 'audit.log');
  const apiServerArgs = [
    `--etcd-servers=${servers.etcd}`,
    `--bind-address=${address}`,
    `--advertise-address=${address}`,
    `--secure-port=${port}`,
    `--cert-dir=${directory}`,
    `--tls-cert-file=${file('apiserver.crt', server.certificate)}`,
    `--tls-private-key-file=${file('apiserver.key', server.key)}`,
    `--client-ca-file=${caFile}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--endpoint-reconciler-type=none',
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${file('sa.pub', signing.publicKey)}`,
    `--service-account-signing-key-file=${file('sa.key', signing.privateKey)}`,
    `--kubelet-client-certificate=${file('kubelet-client.crt', kubeletClient.certificate)}`,
    `--kubelet-client-key=${file('kubelet-client.key', kubeletClient.key)}`,
    `--kubelet-certificate-authority=${caFile}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--audit-policy-file=${file('audit-policy.yaml', auditPolicy)}`,
    `--audit-log-path=${audit}`,
    '--audit-log-mode=blocking',
    ...(options.apiServerFlags ?? []),
  ];
  const apiServerLog = path.join(directory, 'kube-apiserver.log');
  let apiServer: Daemon | undefined;
  const diagnose = () =>
    ['kube-apiserver', 'etcd', 'kube-controller-manager']
      .map((name) => `--- ${name}\n${tail(path.join(directory, `${name}.log`), 20)}`)
      .join('\n');
  const startApiServer = async () => {
    const started = startDaemon(binaries.kubeApiserver, apiServerArgs, { log: apiServerLog });
    apiServer = started;
    await eventually(
      'the API server',
      () => {
        if (!started.running()) throw new Error('the API server has ended');
        return isReady(servers.address, ca.certificate, admin);
      },
      startSeconds,
      diagnose,
    );
  };

  const daemons: Daemon[] = [etcd];
  const kubeconfig = file('kubeconfig', kubeconfigText({ server: servers.address, ca: ca.certificate, pair: admin }));
  try {
    await startApiServer();
    if (controllers) {
      const text = kubeconfigText({ server: servers.address, ca: ca.certificate, pair: manager });
      const log = path.join(directory, 'kube-controller-manager.log');
      daemons.push(
        startDaemon(binaries.kubeControllerManager, controllerFlags(directory, file('manager', text)), { log }),
      );
    }
  } catch (error) {
    await Promise.all([apiServer, ...daemons].map((daemon) => daemon?.stop()));
    throw error;
  }

  const commands = await commandsOf(kubeconfig, directory);
  if (controllers) {
    await eventually(
      'the controllers',
      async () => {
        const args = ['get', '-n', 'default', 'serviceaccount/default', 'configmap/kube-root-ca.crt'];
        return (await commands.kubectl(args)).code === 0;
      },
      startSeconds,
      diagnose,
    );
  }
  return {
    ...commands,
    kubeconfig,
    directory,
    server: servers.address,
    keys: { ca, kubeletClient },
    etcd,
    diagnose,
    auditLog: () => audit,
    async userKubeconfig({ user, groups = [] }) {
      const pair = await clientPair(ca, user, groups);
      const name = `kubeconfig-${user.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
      return file(name, kubeconfigText({ server: servers.address, ca: ca.certificate, pair }));
    },
    async restartApiServer() {
      await apiServer?.stop();
      await startApiServer();
    },
    async stop() {
      await Promise.all([...daemons.slice(1), apiServer].map((daemon) => daemon?.stop()));
      etcd.process.kill('SIGCONT');
      await etcd.stop();
      if (options.directory === undefined && process.env['BENCH_KEEP'] === undefined)
        rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What was asked, by whom, and what webhooks noted; bodies are left out. */
const auditPolicy = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', verbs: ['get', 'list', 'watch'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    { level: 'Metadata' },
  ],
});

function controllerFlags(directory: string, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--secure-port=0',
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${directory}/sa.key`,
    `--root-ca-file=${directory}/ca.crt`,
    '--node-monitor-grace-period=3600s',
    // Without these it makes some twenty pods a second.
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

async function existingCluster(): Promise<Bench> {
  const { kubectl } = await toolBinaries();
  const directory = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const text = await run(kubectl, ['config', 'view', '--minify', '--flatten', '--output=json']);
  const kubeconfig = path.join(directory, 'kubeconfig');
  writeFileSync(kubeconfig, text, { mode: 0o600 });
  return {
    ...(await commandsOf(kubeconfig, directory)),
    kubeconfig,
    directory,
    auditLog() {
      throw new Error('the audit log of an existing cluster is not ours to read');
    },
    async userKubeconfig({ user, groups = [] }) {
      const config = JSON.parse(text) as { users: { user: Record<string, unknown> }[] };
      for (const each of config.users) Object.assign(each.user, { as: user, 'as-groups': groups });
      const file = path.join(directory, `kubeconfig-${user.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
      writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
      return file;
    },
    async stop() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function commandsOf(
  kubeconfig: string,
  directory: string,
): Promise<Pick<Bench, 'kubectl' | 'helm' | 'namespace'>> {
  const tools = await toolBinaries();
  const home = path.join(directory, 'home');
  mkdirSync(home, { recursive: true });
  const command =
    (program: string) =>
    (args: readonly string[], options: CommandOptions = {}) =>
      attempt(program, args, {
        ...options,
        env: { ...process.env, HOME: home, KUBECONFIG: options.kubeconfig ?? kubeconfig },
      });
  const kubectl = command(tools.kubectl);
  let namespaces = 0;
  return {
    kubectl,
    helm: command(tools.helm),
    async namespace(prefix, labels = {}) {
      const name = `${prefix}-${process.pid}-${++namespaces}`;
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
      const { code, stderr } = await kubectl(['create', '-f', '-'], { input: JSON.stringify(object) });
      if (code !== 0) throw new Error(`no namespace ${name}: ${stderr}`);
      return name;
    },
  };
}

function isReady(server: string, ca: string, { certificate, key }: KeyPair): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${server}/readyz`, { ca, cert: certificate, key, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** Ports that nobody listens on. All are held until the last one is found, so that they differ. */
export async function freePorts(address: string, count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, address, () => resolve(server));
      });
    }),
  );
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
