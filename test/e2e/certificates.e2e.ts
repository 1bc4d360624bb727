import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { namesOfService } from '../../src/bin/own-certificate.ts';
import { makeAuthority, makeLeaf } from '../../src/certificates/make-certificates.ts';
import { type ControlPlane, freePorts, startControlPlane } from '../bench/control-plane.ts';
import { type Load, startLoad, type Tally } from '../bench/load.ts';
import { attempt, type Daemon, eventually, startDaemon, tail } from '../bench/processes.ts';
import { verdictCalls } from '../bench/verdict-calls.ts';

/** Two replicas of the gate beside an API server, with no more rights than the chart gives them. */

const program = path.resolve(import.meta.dirname, '../../src/bin/from-source.js');
const crds = path.resolve(import.meta.dirname, '../../charts/sluice/crds');
const namespace = 'gate';
const configuration = 'sluice-gate';
const converted = 'flinkclusters.flinkoperator.k8s.io';

let bench: ControlPlane;
let load: Load;
let replicas: { readonly identity: string; readonly daemon: Daemon; readonly port: number }[] = [];

async function must(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(args, { ...(input && { input: JSON.stringify(input) }) });
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}
const json = async (args: readonly string[]) => JSON.parse(await must([...args, '-o', 'json']));
const logs = () => replicas.map(({ identity, daemon }) => `--- ${identity}\n${tail(daemon.log, 20)}`).join('\n');

/** What `uninstall.yaml` of the chart grants. */
const uninstallRights = (user: string) => {
  const subjects = [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'uninstall' });
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const metadata = { name: 'uninstall', namespace };
  const rule = (apiGroup: string, resources: string[], name: string, verbs: string[]) => ({
    apiGroups: [apiGroup],
    resources,
    resourceNames: [name],
    verbs,
  });
  const configurations = ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'];
  const leaseVerbs = ['get', 'create', 'patch', 'update', 'delete'];
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [
        rule('', ['secrets'], 'sluice-tls', ['delete']),
        rule('coordination.k8s.io', ['leases'], 'sluice-certificates', leaseVerbs),
      ],
    },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef: roleRef('Role'), subjects },
    {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'uninstall' },
      rules: [
        rule('admissionregistration.k8s.io', configurations, configuration, ['delete']),
        rule('apiextensions.k8s.io', ['customresourcedefinitions'], converted, ['get', 'patch']),
      ],
    },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'uninstall' },
      roleRef: roleRef('ClusterRole'),
      subjects,
    },
  ];
};

/** What `rbac.yaml` of the chart grants. */
const rights = (user: string) => {
  const subjects = [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'sluice' });
  const metadata = { name: 'sluice', namespace };
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['sluice-tls'],
          verbs: ['get', 'list', 'watch', 'create', 'patch'],
        },
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          resourceNames: ['sluice-certificates'],
          verbs: ['get', 'create', 'patch', 'update'],
        },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] },
      ],
    },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef: roleRef('Role'), subjects },
    {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'sluice' },
      rules: [
        {
          apiGroups: ['admissionregistration.k8s.io'],
          resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
          resourceNames: [configuration],
          verbs: ['get', 'list', 'watch', 'patch'],
        },
        {
          apiGroups: ['apiextensions.k8s.io'],
          resources: ['customresourcedefinitions'],
          resourceNames: [converted],
          verbs: ['get', 'list', 'watch', 'patch'],
        },
        {
          apiGroups: ['flink.apache.org'],
          resources: ['flinkdeployments', 'flinksessionjobs'],
          verbs: ['list', 'watch'],
        },
      ],
    },
    { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: 'sluice' }, roleRef: roleRef('ClusterRole'), subjects },
  ];
};

function registration(kind: string, side: string, port: number, more: readonly string[] = []): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: configuration },
    webhooks: ['flinkdeployments', ...more].map((plural) => ({
      name: `${side}.${plural}.sluice.dev`,
      clientConfig: { url: `https://127.0.0.1:${port}/${side}/${plural}` },
      rules: [
        { apiGroups: ['flink.apache.org'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [plural] },
      ],
      failurePolicy: 'Fail',
      sideEffects: 'None',
      timeoutSeconds: 5,
      admissionReviewVersions: ['v1'],
    })),
  };
}

before(async () => {
  bench = await startControlPlane();
  await must(['apply', '--server-side', '-f', crds]);
  await must(['create', 'namespace', namespace]);
  const kubeconfig = await bench.userKubeconfig({ user: 'sluice' });
  await must(['create', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: rights('sluice') });
  const directory = mkdtempSync(path.join(bench.directory, 'replicas-'));
  const ports = await freePorts('127.0.0.1', 2);
  replicas = ports.map((port, index) => {
    const identity = `replica-${index}`;
    const daemon = startDaemon(process.execPath, [program, 'serve'], {
      log: path.join(directory, `${identity}.log`),
      env: {
        ...process.env,
        SLUICE_LISTEN_ADDRESS: '127.0.0.1',
        SLUICE_LISTEN_PORT: String(port),
        SLUICE_HEALTH_PORT: '0',
        SLUICE_TLS_MODE: 'self',
        SLUICE_TLS_EXTRA_NAMES: '127.0.0.1',
        SLUICE_KUBERNETES_KUBECONFIG: kubeconfig,
        SLUICE_KUBERNETES_NAMESPACE: namespace,
        SLUICE_KUBERNETES_IDENTITY: identity,
        SLUICE_REGISTRATIONS_VALIDATING: configuration,
        SLUICE_REGISTRATIONS_MUTATING: configuration,
        SLUICE_REGISTRATIONS_SERVICE: 'sluice-webhook',
        SLUICE_REGISTRATIONS_CONVERSION: 'true',
        SLUICE_FACTS_CLUSTER_ENABLED: 'true',
        SLUICE_LOG_FORMAT: 'json',
        SLUICE_SHUTDOWN_DELAY: '1',
      },
    });
    return { identity, daemon, port };
  });
  await install();
});

/** As Helm does it: without a caBundle, and with no force. */
async function install(more: readonly string[] = []): Promise<void> {
  const [first, second] = replicas;
  const items = [
    registration('ValidatingWebhookConfiguration', 'validate', first?.port ?? 0, more),
    registration('MutatingWebhookConfiguration', 'mutate', second?.port ?? 0),
  ];
  await must(['apply', '--server-side', '--field-manager=helm', '-f', '-'], { apiVersion: 'v1', kind: 'List', items });
}

after(async () => {
  await load?.stop();
  await Promise.all(replicas.map(({ daemon }) => daemon.stop('SIGTERM')));
  await bench?.stop();
});

const secret = async () => {
  const { data } = await json(['get', 'secret', 'sluice-tls', '-n', namespace]);
  const texts = Object.entries(data as Record<string, string>);
  return Object.fromEntries(texts.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
};
const caBundle = async (kind = 'validatingwebhookconfiguration') => {
  const { webhooks } = await json(['get', kind, configuration]);
  return Buffer.from(webhooks[0].clientConfig.caBundle ?? '', 'base64').toString();
};
const authorities = (pem: string) => pem.split('-----BEGIN CERTIFICATE-----').length - 1;
const rotate = (what: string) =>
  must(['annotate', 'secret', 'sluice-tls', '-n', namespace, `sluice.dev/rotate=${what}`, '--overwrite']);

/** One CA, and everybody tells to trust it. */
const settled = (changed: (now: Record<string, string>) => boolean) =>
  eventually(
    'the certificates have settled',
    async () => {
      const now = await secret();
      if (authorities(now['ca.crt'] ?? '') !== 1 || !changed(now)) return false;
      return (await caBundle()) === now['ca.crt'] && (await caBundle('mutatingwebhookconfiguration')) === now['ca.crt'];
    },
    60,
    logs,
  );

async function underLoad(disturb: () => Promise<unknown>): Promise<Tally> {
  load.take();
  await disturb();
  await wait(1500);
  return load.take();
}

function assertNothingLost(tally: Tally): void {
  assert.ok(tally.sent > 0);
  const { failed, wrong, unanswered } = tally;
  assert.deepEqual({ failed, wrong, unanswered }, { failed: 0, wrong: 0, unanswered: 0 }, tally.samples.join('\n'));
}

test('two replicas that start with nothing serve one certificate, and API servers trust it', async () => {
  await settled(() => true);
  await eventually(
    'both serve',
    () => replicas.every(({ daemon }) => readFileSync(daemon.log, 'utf8').includes('"serving"')),
    20,
    logs,
  );
  load = startLoad(bench.kubeconfig, verdictCalls('default'), 4);
  await wait(1000);
  await eventually(
    'calls are answered',
    async () => {
      load.take();
      await wait(500);
      const { sent, failed, wrong } = load.take();
      return sent > 0 && failed + wrong === 0;
    },
    20,
    logs,
  );
});

test('a new certificate is taken over without a lost call', async () => {
  const before = await secret();
  assertNothingLost(
    await underLoad(async () => {
      await rotate('leaf');
      await settled((now) => now['tls.crt'] !== before['tls.crt']);
    }),
  );
  assert.equal((await secret())['ca.crt'], before['ca.crt']);
});

test('a new CA is taken over without a lost call', async () => {
  const before = await secret();
  assertNothingLost(
    await underLoad(async () => {
      await rotate('ca');
      await settled((now) => now['ca.crt'] !== before['ca.crt'] && now['tls.crt'] !== before['tls.crt']);
    }),
  );
});

test('a deleted Secret costs no call, and leads to a new CA', async () => {
  const before = await secret();
  assertNothingLost(
    await underLoad(async () => {
      await must(['delete', 'secret', 'sluice-tls', '-n', namespace]);
      await wait(500);
      await settled((now) => now['ca.crt'] !== before['ca.crt'] && now['tls.crt'] !== before['tls.crt']);
    }),
  );
});

test('a corrupted Secret is put right without a lost call', async () => {
  const before = await secret();
  assertNothingLost(
    await underLoad(async () => {
      const patch = JSON.stringify({ stringData: { 'tls.crt': 'nonsense', 'ca.key': '' } });
      await must(['patch', 'secret', 'sluice-tls', '-n', namespace, '--type=merge', `--patch=${patch}`]);
      await settled(() => true);
    }),
  );
  assert.deepEqual(await secret(), before);
});

test('certificates that a person puts in are taken over without a lost call', async () => {
  const before = await secret();
  const pair = await makeAuthority({ name: 'a CA of ours' });
  const leaf = await makeLeaf(pair, ['127.0.0.1', ...namesOfService('sluice-webhook', namespace)]);
  const stringData = {
    'ca.crt': pair.certificate,
    'ca.key': pair.key,
    'tls.crt': leaf.certificate,
    'tls.key': leaf.key,
  };
  assertNothingLost(
    await underLoad(async () => {
      const patch = JSON.stringify({ stringData });
      await must(['patch', 'secret', 'sluice-tls', '-n', namespace, '--type=merge', `--patch=${patch}`]);
      await settled((now) => now['ca.crt'] !== before['ca.crt'] && now['tls.crt'] === leaf.certificate);
    }),
  );
});

test('a blanked caBundle is filled in again at once', async () => {
  const patch = JSON.stringify([{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }]);
  const tally = await underLoad(async () => {
    await must(['patch', 'validatingwebhookconfiguration', configuration, '--type=json', `--patch=${patch}`]);
    await eventually('it is back', async () => authorities(await caBundle()) === 1, 10, logs);
  });
  assert.equal(tally.wrong, 0);
  console.log(
    `a blanked caBundle was back after ${repairMilliseconds()} ms and failed ${tally.failed} of ${tally.sent} calls`,
  );
});

/** From the answer to whoever blanked it to the answer to whoever put it right, as the API server saw them. */
function repairMilliseconds(): number {
  const lines = readFileSync(bench.auditLog(), 'utf8').split('\n').filter(Boolean);
  const patches = lines
    .map((line) => JSON.parse(line))
    .filter(({ verb, objectRef }) => verb === 'patch' && objectRef?.resource === 'validatingwebhookconfigurations');
  const blanked = patches.findLastIndex(({ user }) => user.username !== 'sluice');
  const [before, after] = patches.slice(blanked, blanked + 2);
  return Date.parse(after.stageTimestamp) - Date.parse(before.stageTimestamp);
}

test('an upgrade leaves the caBundle alone, and may add and take away entries', async () => {
  const before = await caBundle();
  const bundles = async () => {
    const { webhooks } = await json(['get', 'validatingwebhookconfiguration', configuration]);
    return (webhooks as { clientConfig: { caBundle?: string } }[]).map(({ clientConfig }) =>
      Buffer.from(clientConfig.caBundle ?? '', 'base64').toString(),
    );
  };
  const filled = (count: number) => async () => isDeepStrictEqual(await bundles(), Array(count).fill(before));
  const tally = await underLoad(async () => {
    await install(['flinksessionjobs']);
    await eventually('the new entry is filled in', filled(2), 10, logs);
    await install();
  });
  assertNothingLost(tally);
  assert.deepEqual(await bundles(), [before]);
});

test('registrations that are made anew are filled in', async () => {
  const before = await secret();
  for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration']) {
    await must(['delete', kind, configuration]);
  }
  await install();
  await settled(() => true);
  assert.deepEqual(await secret(), before);
});

test('FlinkCluster converts through the service, also after somebody has changed that', async () => {
  const right = async () => {
    const { spec } = await json(['get', 'crd', converted]);
    const { service, caBundle: bundle } = spec.conversion.webhook?.clientConfig ?? {};
    const old = spec.versions.find(({ name }: { name: string }) => name === 'v1alpha1');
    return (
      service?.name === 'sluice-webhook' &&
      service.namespace === namespace &&
      Buffer.from(bundle ?? '', 'base64').toString() === (await secret())['ca.crt'] &&
      old?.served === true
    );
  };
  await eventually('it converts', right, 10, logs);
  await must(['apply', '--server-side', '--force-conflicts', '-f', crds]);
  await eventually('the old version is served again', right, 10, logs);
  await must([
    'patch',
    'crd',
    converted,
    '--type=merge',
    '--patch={"spec":{"conversion":{"strategy":"None","webhook":null}}}',
  ]);
  await eventually('it converts again', right, 10, logs);
});

test('a leader that is killed during a rollover is followed by another, which ends it', async () => {
  const before = await secret();
  await rotate('ca');
  await eventually('the rollover has begun', async () => authorities((await secret())['ca.crt'] ?? '') === 2, 20, logs);
  const { spec } = await json(['get', 'lease', 'sluice-certificates', '-n', namespace]);
  const leader = replicas.find(({ identity }) => identity === spec.holderIdentity);
  await leader?.daemon.stop('SIGKILL');
  await settled((now) => now['ca.crt'] !== before['ca.crt'] && now['tls.crt'] !== before['tls.crt']);
  const { spec: next } = await json(['get', 'lease', 'sluice-certificates', '-n', namespace]);
  assert.notEqual(next.holderIdentity, spec.holderIdentity);
});

test('an uninstall takes the gate out of the way, and a leader does not put it back', async () => {
  await load.stop();
  const kubeconfig = await bench.userKubeconfig({ user: 'uninstall' });
  await must(['create', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: uninstallRights('uninstall') });
  const registrations = async (phase: string) => {
    const names = [`--configuration=${configuration}`, '--service=sluice-webhook', '--lease=sluice-certificates'];
    const args = ['registrations', phase, `--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`, ...names];
    const { code, stdout, stderr } = await attempt(process.execPath, [program, ...args, '--secret=sluice-tls']);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const removed = await registrations('remove');
  assert.match(removed, /validatingwebhookconfigurations.+mutatingwebhookconfigurations.+converts/s);
  await wait(3000);
  const configurations = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';
  const { items } = await json(['get', configurations, `--field-selector=metadata.name=${configuration}`]);
  assert.deepEqual(items, []);
  const { spec } = await json(['get', 'crd', converted]);
  assert.equal(spec.conversion.strategy, 'None');
  assert.equal(spec.versions.find(({ name }: { name: string }) => name === 'v1alpha1').served, false);
  assert.match(await registrations('remove'), /nothing to do/);

  await Promise.all(replicas.map(({ daemon }) => daemon.stop('SIGTERM')));
  assert.match(await registrations('forget'), /secrets.+leases/s);
  assert.match(await registrations('forget'), /nothing to do/);
  assert.equal((await bench.kubectl(['get', 'secret', 'sluice-tls', '-n', namespace])).code, 1);
});
