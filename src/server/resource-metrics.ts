import type { Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { LifecycleTimes, lifecycleStates, type Spent, transitionNames } from '../engine/lifecycle-times.ts';
import { registered, Tally } from './metric-family.ts';
import { RecentSummary } from './recent-summary.ts';

/**
 * Metrics of the resources, under the names that the Prometheus reporter of the reference prints:
 *
 * | scope | metric | printed name | labels |
 * | --- | --- | --- | --- |
 * | system | `<Kind>.Lifecycle.State.<S>.TimeSeconds` | `flink_k8soperator_<Kind>_Lifecycle_State_<S>_TimeSeconds` | S, quantile |
 * | system | `<Kind>.Lifecycle.Transition.<T>.TimeSeconds` | `flink_k8soperator_<Kind>_Lifecycle_Transition_<T>_TimeSeconds` | S, quantile |
 * | namespace | `Count` | `flink_k8soperator_namespace_Count` | N |
 * | namespace | `Lifecycle.State.<S>.Count` | `flink_k8soperator_namespace_Lifecycle_State_<S>_Count` | N |
 * | namespace | `JmDeploymentStatus.<S>.Count` | `flink_k8soperator_namespace_JmDeploymentStatus_<S>_Count` | N |
 * | namespace | `FlinkVersion.<v>.Count` | `flink_k8soperator_namespace_FlinkVersion_Count` | N, FlinkVersion |
 * | namespace | `FlinkMinorVersion.<x.y>.Count` | `flink_k8soperator_namespace_FlinkMinorVersion_Count` | N, FlinkMinorVersion |
 * | namespace | `ResourceUsage.<Cpu, Memory, StateSize>` | `flink_k8soperator_namespace_ResourceUsage_<…>` | N |
 * | namespace | `<Checkpoint, Savepoint>.Count` | `flink_k8soperator_namespace_<…>_Count` | N |
 * | namespace | `<Checkpoint, Savepoint>.State.<S>.Count` | `flink_k8soperator_namespace_<…>_State_<S>_Count` | N |
 * | namespace | `<Cluster, Job>.State.<S>.Count` | `flink_k8soperator_namespace_<…>_State_<S>_Count` | N |
 *
 * Labels S: `host`, `namespace`, `name` of the operator. N: S, `resourcens`, `resourcetype`.
 *
 * Sources: `spec/flink-operations.md` 2. Names and labels of the first and the fourth row are printed in
 * `docs/content/docs/operations/metrics-logging.md` of apache/flink-kubernetes-operator; the rest follows from them. That
 * histograms are summaries, with which quantiles, and that label values keep letters, digits, `:` and `_` only:
 * `docs/content/docs/deployment/metric_reporters.md` of apache/flink. That a group of key and value leaves its key in the
 * name is derived from Flink's own metrics, such as `…_KafkaSourceReader_topic_partition_committedOffset`.
 */
const prefix = 'flink_k8soperator_';

export type ResourceKind = 'FlinkDeployment' | 'FlinkSessionJob' | 'FlinkStateSnapshot' | 'FlinkCluster';

/** What of a resource is measured, as its status says. */
export interface ResourceSeen {
  /** Without it, as it is before there is a status: CREATED. */
  readonly lifecycle?: string | undefined;
  /** State of its JobManager; without it MISSING. */
  readonly jobManager?: string | undefined;
  /** As its JobManager tells it. Without it, the one in `clusterInfo`. */
  readonly flinkVersion?: string | undefined;
  readonly clusterInfo?: Readonly<Record<string, string>> | undefined;
  /** Of a FlinkCluster, and of its job where it has one. */
  readonly cluster?: { readonly state: string; readonly job?: string | undefined } | undefined;
  readonly snapshot?: { readonly type: 'savepoint' | 'checkpoint'; readonly state: string } | undefined;
}

interface KnownResource {
  readonly kind: ResourceKind;
  readonly namespace: string;
  readonly times: LifecycleTimes;
  seen: ResourceSeen;
}

const jobManagerStates = ['READY', 'DEPLOYED_NOT_READY', 'DEPLOYING', 'MISSING', 'ERROR'];
const snapshotStates = ['COMPLETED', 'FAILED', 'IN_PROGRESS', 'TRIGGER_PENDING', 'ABANDONED'];
const clusterStates = ['Creating', 'Running', 'Reconciling', 'Updating', 'Stopping', 'PartiallyStopped', 'Stopped'];
const clusterJobStates = [
  ...['Pending', 'Updating', 'Restarting', 'Deploying', 'Running'],
  ...['Succeeded', 'Cancelled', 'Failed', 'Lost', 'DeployFailed', 'Unknown'],
];
const jobKinds = ['FlinkDeployment', 'FlinkSessionJob'] as const;

const lifecycleGauges = ['Count', ...lifecycleStates.map((state) => `Lifecycle.State.${state}.Count`)];
const usages = [
  ['ResourceUsage.Cpu', 'total-cpu'],
  ['ResourceUsage.Memory', 'total-memory'],
  ['ResourceUsage.StateSize', 'state-size'],
] as const;

/** Series that a namespace has from the first resource of a kind on. */
const gauges: Readonly<Record<ResourceKind, readonly string[]>> = {
  FlinkDeployment: [
    ...lifecycleGauges,
    ...jobManagerStates.map((state) => `JmDeploymentStatus.${state}.Count`),
    ...usages.map(([name]) => name),
  ],
  FlinkSessionJob: lifecycleGauges,
  FlinkCluster: [
    'Count',
    ...clusterStates.map((state) => `Cluster.State.${state}.Count`),
    ...clusterJobStates.map((state) => `Job.State.${state}.Count`),
  ],
  FlinkStateSnapshot: ['Checkpoint', 'Savepoint'].flatMap((type) => [
    `${type}.Count`,
    ...snapshotStates.map((state) => `${type}.State.${state}.Count`),
  ]),
};

const place = ['resourcens', 'resourcetype'];

export class ResourceMetrics {
  readonly #clock: Clock;
  readonly #resources = new Map<string, KnownResource>();
  /** Namespaces by kind. One that has lost its last resource goes on to say so. */
  readonly #namespaces: Readonly<Record<ResourceKind, Set<string>>> = {
    FlinkDeployment: new Set(),
    FlinkSessionJob: new Set(),
    FlinkStateSnapshot: new Set(),
    FlinkCluster: new Set(),
  };
  readonly #gauges: ReadonlyMap<string, Tally>;
  readonly #versions: Tally;
  readonly #minorVersions: Tally;
  readonly #times: ReadonlyMap<string, RecentSummary>;

  constructor(
    registry: Registry,
    { operator, clock }: { operator: { namespace: string; name: string; host: string }; clock: Clock },
  ) {
    this.#clock = clock;
    const { host, namespace, name } = operator;
    const constant = { host: labelValue(host), namespace: labelValue(namespace), name: labelValue(name) };
    const gauge = (path: string, help: string, labels = place) =>
      registered(registry, new Tally(printedName(`namespace.${path}`), help, labels, constant));
    const paths = new Set(Object.values(gauges).flat());
    this.#gauges = new Map([...paths].map((path) => [path, gauge(path, gaugeHelp(path))]));
    this.#versions = gauge('FlinkVersion.Count', 'Resources by Flink version.', [...place, 'FlinkVersion']);
    this.#minorVersions = gauge('FlinkMinorVersion.Count', 'Resources by minor Flink version.', [
      ...place,
      'FlinkMinorVersion',
    ]);
    const summary = (path: string, help: string) =>
      [path, registered(registry, new RecentSummary(printedName(path), help, constant))] as const;
    this.#times = new Map(
      jobKinds.flatMap((kind) => [
        ...lifecycleStates.map((state) =>
          summary(timesOf(kind, 'state', state), `Seconds that a ${kind} stays ${state}.`),
        ),
        ...transitionNames.map((each) =>
          summary(timesOf(kind, 'transition', each), `Seconds that ${each} of a ${kind} takes.`),
        ),
      ]),
    );
  }

  /** A resource as its status is now; `undefined`: it is gone. */
  seen(kind: ResourceKind, namespace: string, name: string, seen: ResourceSeen | undefined): void {
    const key = `${kind}/${namespace}/${name}`;
    const known = this.#resources.get(key);
    if (!seen) {
      this.#resources.delete(key);
      if (known) this.#spent(kind, known.times.end(this.#clock.elapsed()));
      return;
    }
    const resource = known ?? { kind, namespace, times: new LifecycleTimes(), seen };
    resource.seen = seen;
    if (!known) {
      this.#resources.set(key, resource);
      this.#namespaces[kind].add(namespace);
    }
    if (kind === 'FlinkStateSnapshot' || kind === 'FlinkCluster') return;
    const state = lifecycleStates.find((each) => each === lifecycleOf(seen));
    if (state) this.#spent(kind, resource.times.observe(state, this.#clock.elapsed()));
  }

  /** Before each scrape. */
  recount(): void {
    for (const tally of [...this.#gauges.values(), this.#versions, this.#minorVersions]) tally.clear();
    for (const [kind, namespaces] of Object.entries(this.#namespaces) as [ResourceKind, Set<string>][]) {
      for (const path of gauges[kind]) for (const each of namespaces) this.#add(path, labelValue(each), kind, 0);
    }
    for (const { kind, namespace, seen } of this.#resources.values()) this.#count(kind, labelValue(namespace), seen);
  }

  #count(kind: ResourceKind, namespace: string, seen: ResourceSeen): void {
    for (const [path, value] of figuresOf(kind, seen)) this.#add(path, namespace, kind, value);
    if (kind !== 'FlinkDeployment') return;
    const version = (seen.flinkVersion ?? seen.clusterInfo?.['flink-version']) || 'UNKNOWN';
    const [minor = 'MALFORMED'] = /^\d+\.\d+/.exec(version) ?? [];
    this.#versions.at(namespace, kind, labelValue(version)).value++;
    this.#minorVersions.at(namespace, kind, labelValue(minor)).value++;
  }

  /** A state that nobody knows has no gauge. */
  #add(path: string, namespace: string, kind: ResourceKind, value: number): void {
    const tally = this.#gauges.get(path);
    if (tally) tally.at(namespace, kind).value += value;
  }

  #spent(kind: ResourceKind, spent: readonly Spent[]): void {
    for (const { in: what, name, milliseconds } of spent) {
      this.#times.get(timesOf(kind, what, name))?.observe(milliseconds / 1000);
    }
  }
}

function* figuresOf(kind: ResourceKind, seen: ResourceSeen): Iterable<readonly [path: string, value: number]> {
  if (kind === 'FlinkStateSnapshot') {
    if (!seen.snapshot) return;
    const type = seen.snapshot.type === 'savepoint' ? 'Savepoint' : 'Checkpoint';
    yield [`${type}.Count`, 1];
    yield [`${type}.State.${seen.snapshot.state}.Count`, 1];
    return;
  }
  yield ['Count', 1];
  if (kind === 'FlinkCluster') {
    const { state = 'Creating', job } = seen.cluster ?? {};
    yield [`Cluster.State.${state}.Count`, 1];
    if (job !== undefined) yield [`Job.State.${job}.Count`, 1];
    return;
  }
  yield [`Lifecycle.State.${lifecycleOf(seen)}.Count`, 1];
  if (kind === 'FlinkSessionJob') return;
  yield [`JmDeploymentStatus.${seen.jobManager ?? 'MISSING'}.Count`, 1];
  for (const [path, field] of usages) {
    const value = Number(seen.clusterInfo?.[field]);
    if (Number.isFinite(value)) yield [path, value];
  }
}

const lifecycleOf = ({ lifecycle = 'CREATED' }: ResourceSeen) => lifecycle;

const timesOf = (kind: ResourceKind, what: Spent['in'], name: string) =>
  `${kind}.Lifecycle.${what === 'state' ? 'State' : 'Transition'}.${name}.TimeSeconds`;

const printedName = (path: string) => prefix + path.replaceAll('.', '_');

/** The reporter leaves these characters only, unless its `filterLabelValueCharacters` is off. */
const labelValue = (text: string) => text.replace(/[^a-zA-Z0-9:_]/g, '_');

function gaugeHelp(path: string): string {
  const [group = '', ...rest] = path.split('.');
  const state = rest.at(-2);
  switch (group) {
    case 'Count':
      return 'Resources by kind and namespace.';
    case 'Lifecycle':
      return `Resources that are ${state}.`;
    case 'JmDeploymentStatus':
      return `Resources whose JobManager is ${state}.`;
    case 'ResourceUsage':
      return `Sum of ${rest[0]} over all Flink clusters.`;
    case 'Job':
      return `Resources whose job is ${state}.`;
    default:
      return state ? `${group}s that are ${state}.` : `${group}s.`;
  }
}
