import { makeAuthority, makeLeaf } from '../../../src/certificates/make-certificates.ts';
import { base64, type Installation, namespace, writeStatus } from './installation.ts';

/** One way to break an installation. */
export interface BrokenSetUp {
  readonly name: string;
  /** What is broken, to be put back afterwards, as kubectl names it. */
  readonly touches: readonly string[];
  breaks(installation: Installation): Promise<unknown>;
  /** Everything at the levels error and warning; the first is what the row is about. */
  readonly finds: readonly string[];
  /** What follows from it only once API servers open new connections to the gate. */
  readonly mayFind?: readonly string[];
  /** The commands of the first finding make it go away. */
  readonly repairs?: true;
  /** What the first finding says. */
  readonly says?: RegExp;
}

const validating = 'validatingwebhookconfiguration/sluice-sluice';
const mutating = 'mutatingwebhookconfiguration/sluice-sluice';
const clusters = 'crd/flinkclusters.flinkoperator.k8s.io';
const service = 'service/sluice-webhook';
const deployment = 'deployment/sluice';
const slice = 'endpointslice/sluice-webhook-1';
const secret = 'secret/sluice-tls';
const lease = 'lease/sluice-certificates';

type Operation = { readonly op: 'add' | 'replace' | 'remove'; readonly path: string; readonly value?: unknown };

const patch =
  (object: string, ...operations: readonly Operation[]) =>
  ({ kubectl }: Installation) =>
    kubectl(['patch', object, '--type=json', '-p', JSON.stringify(operations)]);
const remove =
  (...objects: readonly string[]) =>
  async ({ kubectl }: Installation) => {
    for (const object of objects) await kubectl(['delete', object, '--wait=false', '--grace-period=0']);
  };
const create =
  (object: object) =>
  ({ kubectl }: Installation) =>
    kubectl(['create', '-f', '-'], object);

/** Sets a field of all webhooks of a configuration. */
const everyWebhook = (configuration: string, field: string, value: unknown) => async (installation: Installation) => {
  const { webhooks } = JSON.parse(await installation.kubectl(['get', configuration, '-o', 'json']));
  const operations = webhooks.map((_: unknown, index: number) => ({
    op: 'add',
    path: `/webhooks/${index}/${field}`,
    value,
  }));
  return patch(configuration, ...operations)(installation);
};

const waiting = (reason: string, message: string) => async (installation: Installation) => {
  await writeStatus(installation.kubectl, 'pod/sluice-1', {
    phase: reason === 'CrashLoopBackOff' ? 'Running' : 'Pending',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'webhook',
        ready: false,
        restartCount: 7,
        image: 'sluice',
        imageID: 'sluice',
        state: { waiting: { reason, message } },
        lastState: { terminated: { reason: 'Error', exitCode: 2 } },
      },
    ],
  });
};

const day = 24 * 60 * 60 * 1000;
const serviceName = `sluice-webhook.${namespace}.svc`;

/** Another certificate in the Secret, of the same authority. */
const leafOf = (options: { readonly names?: readonly string[]; readonly days?: number; readonly from?: number }) =>
  (async (installation) => {
    const { names = [serviceName], days = 7, from = 0 } = options;
    const now = new Date(Date.now() + from);
    const leaf = await makeLeaf(installation.authority, names, { days, now });
    return patch(secret, { op: 'replace', path: '/data/tls.crt', value: base64(leaf.certificate) })(installation);
  }) satisfies BrokenSetUp['breaks'];

const row = (
  name: string,
  touches: readonly string[],
  breaks: BrokenSetUp['breaks'],
  finds: readonly string[],
  more: Partial<BrokenSetUp> = {},
): BrokenSetUp => ({ name, touches, breaks, finds, ...more });
const repairs = { repairs: true } as const;

const conversionFails = 'conversion-fails';
const later = { mayFind: ['gate-not-reached', conversionFails] };

export const brokenSetUps: readonly BrokenSetUp[] = [
  row('no validating configuration', [validating], remove(validating), ['validating-missing'], repairs),
  row('no mutating configuration', [mutating], remove(mutating), ['mutating-missing'], repairs),
  row(
    'what an uninstall has left behind',
    [validating, mutating, service, deployment, slice],
    remove(service, deployment, slice),
    ['leftover-configuration'],
    { ...later, ...repairs },
  ),
  row(
    'a second installation',
    ['validatingwebhookconfiguration/other'],
    async (installation) => {
      const { webhooks } = JSON.parse(await installation.kubectl(['get', validating, '-o', 'json']));
      return create({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: 'other' },
        webhooks: webhooks.map((webhook: { clientConfig: { service: object } }) => ({
          ...webhook,
          failurePolicy: 'Ignore',
          clientConfig: { ...webhook.clientConfig, service: { ...webhook.clientConfig.service, namespace: 'other' } },
        })),
      })(installation);
    },
    ['installed-twice', 'mutating-missing', 'leftover-configuration', 'failure-policy-ignore'],
  ),
  row('the Service is gone', [service], remove(service), ['service-missing'], { ...later, ...repairs }),
  row(
    'the Service has another port',
    [service, validating, mutating],
    patch(service, { op: 'replace', path: '/spec/ports/0/port', value: 8443 }),
    ['service-port'],
    { ...later, ...repairs },
  ),
  row(
    'the Service leads to a port that no container has',
    [service],
    patch(service, { op: 'replace', path: '/spec/ports/0/targetPort', value: 'tls' }),
    ['service-target-port'],
    { ...later, ...repairs },
  ),
  row(
    'the Service selects other pods',
    [service],
    patch(service, { op: 'add', path: '/spec/selector/app.kubernetes.io~1component', value: 'engine' }),
    ['service-selector'],
    { ...later, ...repairs },
  ),
  row(
    'no endpoint is ready',
    [slice],
    patch(slice, { op: 'replace', path: '/endpoints/0/conditions/ready', value: false }),
    ['service-no-endpoints'],
    later,
  ),
  row('no endpoints', [slice], remove(slice), ['service-no-endpoints'], later),
  row('the Deployment is gone', [deployment], remove(deployment), ['deployment-missing'], repairs),
  row(
    'scaled to nothing',
    [deployment],
    patch(deployment, { op: 'replace', path: '/spec/replicas', value: 0 }),
    ['no-replicas'],
    repairs,
  ),
  row(
    'one replica',
    [deployment],
    patch(deployment, { op: 'replace', path: '/spec/replicas', value: 1 }),
    ['single-replica'],
    repairs,
  ),
  row(
    'one of two replicas available',
    [deployment],
    ({ kubectl }) => writeStatus(kubectl, deployment, { replicas: 2, readyReplicas: 1, availableReplicas: 1 }),
    ['deployment-unavailable'],
    { says: /1 of 2/ },
  ),
  row(
    'an image that cannot be pulled',
    ['pod/sluice-1'],
    waiting('ImagePullBackOff', 'manifest unknown'),
    ['image-not-pulled'],
    { says: /ImagePullBackOff. manifest unknown/ },
  ),
  row('a pod that crashes', ['pod/sluice-1'], waiting('CrashLoopBackOff', 'back-off'), ['pod-crashing'], {
    says: /7 times, last with exit code 2/,
  }),
  row(
    'a pod that is not ready',
    ['pod/sluice-1'],
    ({ kubectl }) =>
      writeStatus(kubectl, 'pod/sluice-1', { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] }),
    ['pod-not-ready'],
  ),
  row(
    'a pod that no node takes',
    ['pod/sluice-1'],
    ({ kubectl }) =>
      writeStatus(kubectl, 'pod/sluice-1', {
        phase: 'Pending',
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient memory.' },
        ],
        containerStatuses: null,
      }),
    ['pod-not-scheduled'],
    { says: /Insufficient memory/ },
  ),
  row('no disruption budget', ['pdb/sluice'], remove('pdb/sluice'), ['disruption-budget-missing'], repairs),
  row(
    'a NetworkPolicy that lets nobody in',
    ['networkpolicy/deny'],
    create({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'deny' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    }),
    ['network-policy'],
  ),
  row('the Secret is gone', [secret], remove(secret), ['secret-missing']),
  row(
    'half a Secret',
    [secret],
    patch(secret, { op: 'remove', path: '/data/tls.key' }, { op: 'remove', path: '/data/ca.crt' }),
    ['secret-incomplete'],
    { says: /lacks tls.key, ca.crt/ },
  ),
  row(
    'a Secret with nonsense in it',
    [secret],
    patch(secret, { op: 'replace', path: '/data/tls.crt', value: base64('nonsense') }),
    ['secret-incomplete'],
    { says: /no certificate in PEM/ },
  ),
  row('an expired certificate', [secret], leafOf({ days: 1, from: -2 * day }), ['certificate-expired']),
  row('a certificate of the future', [secret], leafOf({ from: day }), ['certificate-not-yet-valid']),
  row('a certificate that nobody has renewed', [secret], leafOf({ days: 7, from: -6 * day }), [
    'certificate-expires-soon',
  ]),
  row('a certificate for other names', [secret], leafOf({ names: ['sluice.example.com'] }), ['certificate-names'], {
    says: /not for sluice-webhook\.sluice\.svc/,
  }),
  row(
    'an expired authority',
    [secret, validating, mutating, clusters],
    async (installation) => {
      const old = await makeAuthority({ name: 'an old CA', days: 10, now: new Date(Date.now() - 20 * day) });
      const leaf = await makeLeaf(old, [serviceName], { now: new Date(Date.now() - 20 * day), days: 7 });
      await patch(
        secret,
        { op: 'replace', path: '/data/tls.crt', value: base64(leaf.certificate) },
        { op: 'replace', path: '/data/ca.crt', value: base64(old.certificate) },
      )(installation);
      for (const each of [validating, mutating]) {
        await everyWebhook(each, 'clientConfig/caBundle', base64(old.certificate))(installation);
      }
    },
    ['certificate-expired', 'authority-expired', 'gate-not-reached', 'conversion-ca-bundle'],
  ),
  row(
    'an empty caBundle',
    [validating],
    everyWebhook(validating, 'clientConfig/caBundle', ''),
    ['ca-bundle-empty', 'gate-not-reached'],
    repairs,
  ),
  row(
    'a caBundle that is no PEM',
    [validating],
    everyWebhook(validating, 'clientConfig/caBundle', base64('nonsense')),
    ['ca-bundle-unreadable', 'gate-not-reached'],
    repairs,
  ),
  row(
    'a caBundle of somebody else',
    [mutating],
    async (installation) => {
      const other = await makeAuthority({ name: 'somebody else' });
      return everyWebhook(mutating, 'clientConfig/caBundle', base64(other.certificate))(installation);
    },
    ['ca-bundle-foreign', 'defaults-not-filled-in'],
    { repairs: true, says: /trust CN=somebody else/ },
  ),
  row(
    'a kind that is left out',
    [validating],
    patch(validating, { op: 'remove', path: '/webhooks/2' }),
    ['kind-not-judged'],
    { repairs: true, says: /flinkstatesnapshots/ },
  ),
  row(
    'a scale sub-resource that is left out',
    [validating],
    patch(validating, { op: 'remove', path: '/webhooks/6' }),
    ['scale-not-judged'],
    { repairs: true, says: /flinkclusters\/scale/ },
  ),
  row(
    'creations only',
    [validating],
    patch(validating, { op: 'replace', path: '/webhooks/1/rules/0/operations', value: ['CREATE'] }),
    ['operation-not-judged'],
    { repairs: true, says: /UPDATE of flinksessionjobs/ },
  ),
  row(
    'failures are ignored',
    [validating],
    everyWebhook(validating, 'failurePolicy', 'Ignore'),
    ['failure-policy-ignore'],
    repairs,
  ),
  row(
    'a long timeout',
    [mutating],
    patch(mutating, { op: 'replace', path: '/webhooks/0/timeoutSeconds', value: 30 }),
    ['timeout-unusual'],
    repairs,
  ),
  row('exact matches', [validating], everyWebhook(validating, 'matchPolicy', 'Exact'), ['match-policy-exact'], repairs),
  row('side effects', [validating], everyWebhook(validating, 'sideEffects', 'NoneOnDryRun'), ['side-effects'], repairs),
  row(
    'no namespace is selected',
    [validating],
    everyWebhook(validating, 'namespaceSelector', { matchLabels: { nobody: 'has' } }),
    ['selects-no-namespace', 'bad-object-let-in'],
    repairs,
  ),
  row(
    'kube-system is judged',
    [validating, mutating],
    everyWebhook(validating, 'namespaceSelector', {}),
    ['kube-system-judged'],
    repairs,
  ),
  row(
    'objects choose',
    [validating],
    everyWebhook(validating, 'objectSelector', { matchLabels: { judge: 'me' } }),
    ['objects-choose', 'bad-object-let-in'],
    repairs,
  ),
  row(
    'a namespace with Flink objects is left out',
    [validating, 'flinkstatesnapshot/kept'],
    async (installation) => {
      await everyWebhook(validating, 'namespaceSelector', {
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', namespace] },
        ],
      })(installation);
      await create({
        apiVersion: 'flink.apache.org/v1beta1',
        kind: 'FlinkStateSnapshot',
        metadata: { name: 'kept' },
        spec: { jobReference: { kind: 'FlinkDeployment', name: 'orders' }, savepoint: {} },
      })(installation);
    },
    ['flink-namespace-left-out'],
  ),
  row(
    'the path of another kind',
    [validating],
    patch(validating, {
      op: 'replace',
      path: '/webhooks/0/clientConfig/service/path',
      value: '/validate/flinksessionjobs',
    }),
    ['path-of-another-kind'],
    { mayFind: ['bad-object-let-in'], ...repairs },
  ),
  row(
    'a CRD is missing',
    ['crd/flinkstatesnapshots.flink.apache.org'],
    remove('crd/flinkstatesnapshots.flink.apache.org'),
    ['crd-missing'],
    repairs,
  ),
  row(
    'a version is not served',
    ['crd/flinksessionjobs.flink.apache.org'],
    patch('crd/flinksessionjobs.flink.apache.org', { op: 'replace', path: '/spec/versions/0/served', value: false }),
    ['crd-version-unserved'],
    repairs,
  ),
  row(
    'an older CRD',
    ['crd/flinksessionjobs.flink.apache.org'],
    patch('crd/flinksessionjobs.flink.apache.org', {
      op: 'remove',
      path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/job/properties/upgradeMode',
    }),
    ['crd-fields-missing'],
    { repairs: true, says: /1 fields?, such as v1beta1: spec\.job\.upgradeMode/ },
  ),
  row(
    'a CRD that keeps everything',
    ['crd/flinksessionjobs.flink.apache.org'],
    patch('crd/flinksessionjobs.flink.apache.org', {
      op: 'add',
      path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-preserve-unknown-fields',
      value: true,
    }),
    ['crd-spec-open'],
    repairs,
  ),
  row(
    'a conversion by a Service that is not there',
    [clusters],
    patch(clusters, {
      op: 'replace',
      path: '/spec/conversion/webhook/clientConfig/service/name',
      value: 'old-operator',
    }),
    ['conversion-elsewhere', conversionFails],
    repairs,
  ),
  row(
    'a conversion that trusts nobody',
    [clusters],
    patch(clusters, { op: 'remove', path: '/spec/conversion/webhook/clientConfig/caBundle' }),
    ['conversion-ca-bundle', conversionFails],
    repairs,
  ),
  row(
    'an old version that nobody converts',
    [clusters],
    patch(clusters, { op: 'replace', path: '/spec/conversion', value: { strategy: 'None' } }),
    ['old-version-unconverted'],
    repairs,
  ),
  row(
    'no conversion',
    [clusters],
    patch(
      clusters,
      { op: 'replace', path: '/spec/conversion', value: { strategy: 'None' } },
      { op: 'replace', path: '/spec/versions/1/served', value: false },
    ),
    ['conversion-off'],
  ),
  row(
    'a leader that renews no more',
    [lease],
    patch(lease, { op: 'replace', path: '/spec/renewTime', value: '2026-01-01T00:00:00.000000Z' }),
    ['no-leader'],
  ),
  row(
    'a leader that does not exist',
    [lease],
    patch(lease, { op: 'replace', path: '/spec/holderIdentity', value: 'sluice-9' }),
    ['leader-gone'],
    repairs,
  ),
  row('no Role', ['rolebinding/sluice'], remove('rolebinding/sluice'), ['rights-missing'], {
    repairs: true,
    says: /secrets\/sluice-tls in namespace sluice/,
  }),
  row(
    'no right to look up clusters',
    ['clusterrole/sluice-sluice'],
    patch('clusterrole/sluice-sluice', { op: 'remove', path: '/rules/2' }),
    ['rights-missing'],
    { repairs: true, says: /list, watch flinkdeployments\.flink\.apache\.org/ },
  ),
];
