import type { KubeObject } from '../../../src/api/meta.ts';
import type { Status } from '../../../src/engine/flink-cluster/subject.ts';
import { epoch } from '../../simulation/simulated-time.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';
import type { RecordedCluster } from '../flinkcluster-manifests/recording.ts';

/** What the reference operator leaves of a cluster that runs. */
export interface Left {
  readonly cluster: KubeObject;
  readonly children: readonly KubeObject[];
  readonly status: Status;
  /** Of the job. */
  readonly jobId: string | undefined;
}

interface Spec {
  readonly replicas?: number;
  readonly type?: string;
  readonly clusterIP?: string;
  readonly rules?: readonly { readonly host?: string }[];
  readonly tls?: readonly object[];
}

const address = '192.0.2.7';
const at = (seconds: number) => new Date(epoch - seconds * 1000).toISOString().replace('.000', '');
const withAddress = { loadBalancer: { ingress: [{ ip: address }] } };

/** Of cases that have none of their own: `undefined` where the case is not about a cluster that runs. */
export function leftRunning({ input, defaulted, expected, revision }: RecordedCluster): Left | undefined {
  const recorded = input as { readonly status?: Status } & KubeObject;
  const isRunning = expected.some(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment');
  if (!revision || !isRunning || recorded.status?.components?.job) return undefined;
  // The status of an input names a revision of its own.
  const { currentRevision = '' } = recorded.status?.revision ?? {};
  const name = currentRevision.replace(/-\d+$/, '');
  const children = (JSON.parse(JSON.stringify(expected).replaceAll(name, revision.metadata.name)) as Recorded[]).map(
    filledIn,
  );
  const labelled = children.find(({ kind }) => kind === 'Job')?.metadata.labels as Record<string, string> | undefined;
  const isJob = children.some(({ kind }) => kind === 'Job');
  const jobId = isJob ? (labelled?.['flinkoperator.k8s.io/job-id'] ?? 'ec74209eb4e3db8ae72db00bd7a830aa') : undefined;
  const running = `${revision.metadata.name}-${(revision as unknown as { readonly revision: number }).revision}`;
  return {
    cluster: defaulted,
    children: [...children, revision as unknown as KubeObject],
    status: statusOf(children, running, jobId),
    jobId,
  };
}

/** As the controllers of Kubernetes have left it. */
function filledIn(object: Recorded): KubeObject {
  const spec = (object.spec ?? {}) as Spec;
  const filled = (more: object, status: object) =>
    ({ ...object, spec: { ...spec, ...more }, status }) as unknown as KubeObject;
  switch (object.kind) {
    case 'StatefulSet':
    case 'Deployment':
      return filled({}, { replicas: spec.replicas, readyReplicas: spec.replicas, availableReplicas: spec.replicas });
    case 'Service':
      return filled({ clusterIP: spec.clusterIP ?? '10.0.0.7' }, spec.type === 'LoadBalancer' ? withAddress : {});
    case 'Ingress':
      return filled({}, withAddress);
    case 'Job':
      return filled({}, endsWithJob(object) ? { active: 1 } : { succeeded: 1, completionTime: at(500) });
    default:
      return object as unknown as KubeObject;
  }
}

/** A submitter that waits for its job, or an application. */
function endsWithJob(object: Recorded): boolean {
  return object.metadata.name.endsWith('-jobmanager') || !JSON.stringify(object.spec).includes('"--detached"');
}

/** Source: `spec/flinkcluster.md` 1.5, 9.1. */
function statusOf(children: readonly KubeObject[], revision: string, jobId: string | undefined): Status {
  const find = (kind: string, name: string) =>
    children.find((child) => child.kind === kind && child.metadata.name?.endsWith(name)) as
      | (KubeObject & { readonly spec: Spec; readonly metadata: { readonly name: string } })
      | undefined;
  const ready = (kind: string, name: string, more: (spec: Spec) => object = () => ({})) => {
    const found = find(kind, name);
    return found && { name: found.metadata.name, state: 'Ready', ...more(found.spec) };
  };
  const counts = ({ replicas = 1 }: Spec) => ({ replicas, readyReplicas: replicas, ready: `${replicas}/${replicas}` });
  const cluster = find('ConfigMap', '-configmap')?.metadata.name.replace(/-configmap$/, '');
  const workers = (spec: Spec) => ({ ...counts(spec), selector: `app=flink,cluster=${cluster},component=taskmanager` });
  const job = find('Job', '');
  const components = {
    configMap: ready('ConfigMap', '-configmap'),
    jobManager: ready('StatefulSet', '-jobmanager', counts),
    jobManagerService: ready('Service', '-jobmanager', served),
    jobManagerIngress: ready('Ingress', '-jobmanager', urls),
    taskManager: ready('StatefulSet', '-taskmanager', workers) ?? ready('Deployment', '-taskmanager', workers),
    job: job && {
      id: jobId,
      name: 'streaming-job',
      state: 'Running',
      submitterName: job.metadata.name,
      submitterExitCode: endsWithJob(job as unknown as Recorded) ? -1 : 0,
      deployTime: at(600),
      startTime: at(500),
    },
  };
  const status = {
    state: 'Running',
    components,
    revision: { currentRevision: revision, nextRevision: revision },
    lastUpdateTime: at(400),
  };
  return JSON.parse(JSON.stringify(status)) as Status;
}

/** The played API server does not merge lists, so that ports which are applied lose the `nodePort` that they were given. */
const served = ({ type }: Spec): object => (type === 'LoadBalancer' ? { loadBalancerIngress: [{ ip: address }] } : {});

function urls({ rules = [], tls = [] }: Spec): object {
  const hosts = rules.flatMap(({ host }) => host ?? []);
  const scheme = tls.length > 0 ? 'https' : 'http';
  return { urls: (hosts.length > 0 ? hosts : [address]).map((host) => `${scheme}://${host}`) };
}
