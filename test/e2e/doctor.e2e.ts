import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '../bench/processes.ts';
import { type Installation, startInstallation, type ToldFinding, writeStatus } from './doctor/installation.ts';
import { type BrokenSetUp, brokenSetUps } from './doctor/table.ts';

/** `sluice doctor` against the chart on a real API server that asks a real gate, broken in every way we know. */

let installation: Installation;

before(async () => {
  installation = await startInstallation();
});

after(() => installation?.stop());

const serious = (findings: readonly ToldFinding[]) =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id);

/** API servers take over a changed configuration or CRD after a moment. */
async function diagnosed(wanted: (ids: readonly string[]) => boolean): Promise<readonly ToldFinding[]> {
  let last = '';
  return eventually(
    'the diagnosis',
    async () => {
      const { code, findings } = await installation.doctor();
      last = JSON.stringify(findings, undefined, 1);
      const ids = serious(findings);
      assert.equal(code, ids.length === 0 ? 0 : 1);
      return wanted(ids) && findings;
    },
    30,
    () => last,
  );
}

const same = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...new Set(one)].sort()) === JSON.stringify([...other].sort());

interface Kept {
  readonly object: string;
  readonly manifest: { readonly kind: string; readonly metadata: object; readonly status?: object } | undefined;
}

/** What is there now, so that it can be put back. */
async function keep(objects: readonly string[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const object of objects) {
    const text = await installation.kubectl(['get', object, '-o', 'json', '--ignore-not-found']);
    kept.push({ object, manifest: text === '' ? undefined : JSON.parse(text) });
  }
  return kept;
}

async function putBack({ object, manifest }: Kept): Promise<void> {
  const { kubectl } = installation;
  const now = await kubectl(['get', object, '-o', 'jsonpath={.metadata.uid}', '--ignore-not-found']);
  const {
    resourceVersion: _,
    uid,
    managedFields: __,
    ...metadata
  } = (manifest?.metadata ?? {}) as Record<string, unknown>;
  // What was made anew may have what cannot be changed, such as an address of its own.
  const replaced = now !== '' && now !== uid;
  if (replaced) await kubectl(['delete', object]);
  if (!manifest) return;
  await kubectl([now === '' || replaced ? 'create' : 'replace', '-f', '-'], { ...manifest, metadata });
  const hasStatus = manifest.kind === 'Pod' || manifest.kind === 'Deployment';
  if (hasStatus && manifest.status) await writeStatus(kubectl, object, manifest.status);
}

test('a good installation is called good', async () => {
  await diagnosed((ids) => ids.length === 0);
  const { code, stdout, stderr } = await installation.asProcess([]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Looked at sluice in namespace sluice\.\n[\s\S]+0 errors, 0 warnings, \d notes?\n$/);
});

test('there are at least twenty broken set-ups', () => assert.ok(brokenSetUps.length >= 20));

describe('broken set-ups', () => {
  for (const setUp of brokenSetUps) test(setUp.name, () => isFound(setUp));
});

async function isFound({ touches, breaks, finds, mayFind = [], repairs, says }: BrokenSetUp): Promise<void> {
  const kept = await keep(touches);
  try {
    await breaks(installation);
    const findings = await diagnosed((ids) =>
      same(
        ids.filter((id) => finds.includes(id) || !mayFind.includes(id)),
        finds,
      ),
    );
    for (const { what, why, fix } of findings) assert.ok(what && why && fix.text);
    const first = findings.find(({ id }) => id === finds[0]) as ToldFinding;
    if (says) assert.match(first.what, says);
    if (!repairs) return;
    // The same may be wrong in both configurations.
    const commands = findings.filter(({ id }) => id === first.id).map(({ fix }) => fix.command ?? 'false');
    for (const command of new Set(commands)) {
      const { code, stderr } = await installation.shell(command);
      assert.equal(code, 0, `${command}: ${stderr}`);
    }
    await diagnosed((ids) => !ids.includes(first.id));
  } finally {
    for (const each of kept) await putBack(each);
  }
}

test('a gate that has stopped is not reached', async () => {
  await installation.stopGate();
  try {
    const findings = await diagnosed((ids) => same(ids, ['gate-not-reached']));
    assert.match(findings[0]?.what ?? '', /nobody listens/);
  } finally {
    await installation.startGate();
  }
});

test('everything put back is a good installation again', async () => {
  await diagnosed((ids) => ids.length === 0);
});

test('no installation is found where there is none', async () => {
  const { code, findings } = await installation.doctor(['-n', 'elsewhere']);
  assert.equal(code, 1);
  assert.deepEqual(serious(findings), ['not-installed']);
});

test('who may read nothing is told so, and nothing else', async () => {
  const kubeconfig = await installation.bench.userKubeconfig({ user: 'a stranger' });
  const { findings } = await installation.doctor([], kubeconfig);
  assert.deepEqual(serious(findings), ['not-installed']);
  const unread = findings.filter(({ id }) => id === 'not-readable').map(({ object }) => object);
  assert.ok(unread.includes('validatingwebhookconfigurations.admissionregistration.k8s.io'), unread.join());
});

test('who may not read Secrets and pods is told the rest', async () => {
  const { bench, kubectl } = installation;
  const kubeconfig = await bench.userKubeconfig({ user: 'reader' });
  const rules = [
    { apiGroups: ['admissionregistration.k8s.io', 'apiextensions.k8s.io'], resources: ['*'], verbs: ['get', 'list'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['services', 'configmaps'], verbs: ['get', 'list'] },
  ];
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' };
  const subjects = [{ kind: 'User', name: 'reader', apiGroup: 'rbac.authorization.k8s.io' }];
  await kubectl(['create', '-f', '-'], { apiVersion, kind: 'ClusterRole', metadata: { name: 'reader' }, rules });
  await kubectl(['create', '-f', '-'], {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'reader' },
    roleRef,
    subjects,
  });
  const { code, findings } = await installation.doctor([], kubeconfig);
  assert.equal(code, 0, JSON.stringify(findings));
  assert.ok(findings.some(({ what }) => what === 'You lack the right to get secrets.'));
  assert.ok(findings.some(({ what }) => what.startsWith('You lack the right to create subjectaccessreviews')));
});
