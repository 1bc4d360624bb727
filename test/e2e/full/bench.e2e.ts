import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FullBench, startFullBench } from '../../bench/full-bench.ts';
import { buildImageRoot } from '../../bench/image.ts';

/** The bench itself: what it shows must be what a cluster shows. */

let bench: FullBench;
let namespace: string;

before(async () => {
  const { directory } = await buildImageRoot();
  bench = await startFullBench({
    images: {
      machine: { kind: 'layered', entrypoint: ['/bin/sh', '-c'], command: ['sleep 1000'] },
      node: { kind: 'root', directory, entrypoint: ['/nodejs/bin/node', '-e'], user: '65532:65532' },
    },
  });
  namespace = await bench.namespace('bench');
  await bench.waitFor(
    'the default service account',
    async () => (await kubectl(['get', 'serviceaccount', 'default'])).code === 0,
  );
});

after(() => bench?.stop());

const kubectl = (args: readonly string[], input?: object) =>
  bench.kubectl(['-n', namespace, ...args], { ...(input && { input: JSON.stringify(input) }) });

async function must(args: readonly string[], input?: object): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input);
  assert.equal(code, 0, `kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const pod = async (name: string) => JSON.parse(await must(['get', 'pod', name, '-o', 'json']));
const logs = (name: string) => must(['logs', name]);

interface PodChanges {
  readonly spec?: object;
  readonly container?: object;
}

function podOf(name: string, script: string, { spec, container }: PodChanges = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 5,
      containers: [{ name: 'main', image: 'machine', args: [script], ...container }],
      ...spec,
    },
  };
}

const ended = (name: string) =>
  bench.waitFor(`${name} ends`, async () => {
    const { status } = await pod(name);
    return status.phase === 'Succeeded' || status.phase === 'Failed' ? status : undefined;
  });

const server = (text: string) => `require('node:http').createServer((q, r) => r.end('${text}')).listen(8080)`;

test('a Deployment rolls out, and its Service answers by name and by address, on a port of its own', async () => {
  await must(['create', '-f', '-'], {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'node',
              args: [server('hello')],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { port: 'http' }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  });
  await must(['create', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  });
  await must(['rollout', 'status', 'deployment/web', '--timeout=60s']);
  const ask =
    'for i in 1 2 3 4 5 6; do curl -s -m 5 http://web/ && break; sleep 0.5; done; curl -s -m 5 http://web.$NS.svc.cluster.local:80/';
  const env = [{ name: 'NS', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }];
  await must(['create', '-f', '-'], podOf('caller', ask, { spec: { restartPolicy: 'Never' }, container: { env } }));
  await ended('caller');
  assert.equal(await logs('caller'), 'hellohello');
  const { clusterIP } = JSON.parse(await must(['get', 'service', 'web', '-o', 'json'])).spec;
  const answer = await fetch(`http://${clusterIP}/`);
  assert.equal(await answer.text(), 'hello');
});

test('a pod is not ready before its probe passes', async () => {
  const probe = { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 1 };
  await must(
    ['create', '-f', '-'],
    podOf('slow', 'sleep 3; touch /tmp/ready; sleep 100', { container: { readinessProbe: probe } }),
  );
  await bench.waitFor('it runs', async () => (await pod('slow')).status.phase === 'Running');
  const ready = async () =>
    (await pod('slow')).status.conditions.find(({ type }: { type: string }) => type === 'Ready').status === 'True';
  assert.equal(await ready(), false);
  await bench.waitFor('it is ready', ready);
});

test('a changed ConfigMap reaches a running pod', async () => {
  await must(['create', 'configmap', 'words', '--from-literal=word=old']);
  const watch = 'cat /words/word; while ! grep -q new /words/word; do sleep 0.1; done; cat /words/word';
  await must(
    ['create', '-f', '-'],
    podOf('reader', watch, {
      spec: { restartPolicy: 'Never', volumes: [{ name: 'words', configMap: { name: 'words' } }] },
      container: { name: 'main', image: 'machine', volumeMounts: [{ name: 'words', mountPath: '/words' }] },
    }),
  );
  await bench.waitFor('it has read', async () => (await kubectl(['logs', 'reader'])).stdout === 'old');
  await must(['patch', 'configmap', 'words', '--type=merge', '--patch={"data":{"word":"new"}}']);
  await ended('reader');
  assert.equal(await logs('reader'), 'oldnew');
});

test('a pod waits for a ConfigMap that comes later, without a restart', async () => {
  await must(
    ['create', '-f', '-'],
    podOf('early', 'cat /later/word', {
      spec: { restartPolicy: 'Never', volumes: [{ name: 'later', configMap: { name: 'later' } }] },
      container: { name: 'main', image: 'machine', volumeMounts: [{ name: 'later', mountPath: '/later' }] },
    }),
  );
  await bench.waitFor('it is pending', async () => (await pod('early')).status.phase === 'Pending');
  await must(['create', 'configmap', 'later', '--from-literal=word=come']);
  const status = await ended('early');
  assert.equal(await logs('early'), 'come');
  assert.equal(status.containerStatuses[0].restartCount, 0);
});

test('a crash is told with its exit code, and is followed by a restart', async () => {
  await must(['create', '-f', '-'], podOf('crasher', 'echo gone; exit 7'));
  const status = await bench.waitFor('it has restarted twice', async () => {
    const [container] = (await pod('crasher')).status.containerStatuses ?? [];
    return container?.restartCount >= 2 ? container : undefined;
  });
  assert.equal(status.lastState.terminated.exitCode, 7);
  await bench.waitFor('it backs off', async () => {
    const [container] = (await pod('crasher')).status.containerStatuses;
    return container.state.waiting?.reason === 'CrashLoopBackOff';
  });
});

test('a pod that is deleted gets its signal, and the time that it needs', async () => {
  const script = "trap 'sleep 1; echo bye; exit 0' TERM; echo up; while true; do sleep 0.1; done";
  await must(['create', '-f', '-'], podOf('polite', script));
  await bench.waitFor('it is up', async () => (await kubectl(['logs', 'polite'])).stdout === 'up\n');
  const { uid } = (await pod('polite')).metadata;
  await must(['delete', 'pod', 'polite', '--timeout=20s']);
  const { stdout } = await kubectl(['get', 'pod', 'polite']);
  assert.equal(stdout, '');
  assert.ok(uid);
});

test('logs are followed to the end', async () => {
  await must(
    ['create', '-f', '-'],
    podOf('talker', 'for i in 1 2 3; do echo line $i; sleep 0.5; done', { spec: { restartPolicy: 'Never' } }),
  );
  await bench.waitFor('it has begun', async () => (await kubectl(['logs', 'talker'])).code === 0);
  await ended('talker');
  assert.equal(await logs('talker'), 'line 1\nline 2\nline 3\n');
});

test('a pod uses its service account, and nothing that was not given to it', async () => {
  const dir = '/var/run/secrets/kubernetes.io/serviceaccount';
  const ask = `curl -s -m 5 --cacert ${dir}/ca.crt -H "authorization: Bearer $(cat ${dir}/token)" https://$KUBERNETES_SERVICE_HOST/api/v1/namespaces/$(cat ${dir}/namespace)/pods`;
  await must(['create', '-f', '-'], podOf('asker', ask, { spec: { restartPolicy: 'Never' } }));
  await ended('asker');
  assert.match(await logs('asker'), new RegExp(`system:serviceaccount:${namespace}:default`));
});

test('an image that is not there is told as such', async () => {
  await must(
    ['create', '-f', '-'],
    podOf('nobody', 'true', { container: { name: 'main', image: 'nowhere/nothing:1' } }),
  );
  await bench.waitFor('it is told', async () => {
    const [container] = (await pod('nobody')).status.containerStatuses ?? [];
    return container?.state.waiting?.reason === 'ImagePullBackOff';
  });
});

test('a read-only root cannot be written, and the user is the one that was asked for', async () => {
  const script = `const fs = require('node:fs');
    console.log(process.getuid(), process.getgid());
    try { fs.writeFileSync('/app/x', ''); console.log('written'); } catch (error) { console.log(error.code); }
    fs.writeFileSync('/tmp/x', ''); console.log(fs.existsSync('/bin/sh'));`;
  await must(['create', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bound' },
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, fsGroup: 65_532 },
      containers: [
        {
          name: 'main',
          image: 'node',
          args: [script],
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
  });
  await ended('bound');
  assert.equal(await logs('bound'), '65532 65532\nEROFS\nfalse\n');
});

test('a Job runs to its end', async () => {
  await must(['create', '-f', '-'], {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'once' },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'machine', args: ['true'] }] } },
    },
  });
  await must(['wait', '--for=condition=Complete', 'job/once', '--timeout=30s']);
});
