import type { FlinkBlueGreenDeployment } from '../api/flink-blue-green-deployment/types.ts';
import type { FlinkCluster } from '../api/flink-cluster/types.ts';
import type { FlinkDeployment, FlinkDeploymentSpec } from '../api/flink-deployment/types.ts';
import type { FlinkSessionJob, FlinkSessionJobSpec } from '../api/flink-session-job/types.ts';
import type { FlinkStateSnapshot } from '../api/flink-state-snapshot/types.ts';
import type { KindId } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type {
  ClusterFacts,
  DeploymentFacts,
  EditEffect,
  EditFacts,
  Found,
  LastSpec,
  SessionJobFacts,
  SnapshotFacts,
} from '../rules/facts.ts';
import { jarHostToResolve } from '../rules/flink-session-job/jar-uri.ts';
import { readLastSpec } from '../rules/last-spec.ts';
import { checkSchema } from '../rules/schema.ts';
import type { EffectiveConfiguration } from '../values/effective-configuration.ts';
import { flattenConfiguration } from '../values/flink-configuration.ts';
import { withoutNulls } from '../values/json.ts';
import type { Foresight, GatePorts } from './ports.ts';
import { depthLimit } from './request.ts';

/** What is known about one review besides the object itself. */
export interface Circumstances {
  readonly ports: GatePorts;
  readonly namespace: string | undefined;
  readonly previous: KubeObject | undefined;
  readonly operation: 'CREATE' | 'UPDATE';
  /** Only metadata rules will run: what they do not need is not looked up. */
  readonly metadataOnly: boolean;
}

/**
 * What is computed when the first rule asks, and then kept. This is a class because of memory: for a literal with
 * getters V8 lays out a new kind of object at every call, in the old generation, whose getters keep the whole review
 * alive until the next full collection.
 */
class LazyFacts<Spec> {
  readonly #configure: () => EffectiveConfiguration;
  readonly #readLastSpec: () => LastSpec<Spec>;
  #configuration: EffectiveConfiguration | undefined;
  #lastSpec: LastSpec<Spec> | undefined;

  constructor(configure: () => EffectiveConfiguration, readLast: () => LastSpec<Spec>) {
    this.#configure = configure;
    this.#readLastSpec = readLast;
  }

  get configuration(): EffectiveConfiguration {
    this.#configuration ??= this.#configure();
    return this.#configuration;
  }

  get lastSpec(): LastSpec<Spec> {
    this.#lastSpec ??= this.#readLastSpec();
    return this.#lastSpec;
  }
}

function previousOf<T>({ previous }: Circumstances): { readonly previous?: T } {
  return previous === undefined ? {} : { previous: previous as T };
}

export function deploymentFacts(
  deployment: FlinkDeployment | FlinkBlueGreenDeployment,
  circumstances: Circumstances,
): DeploymentFacts | Promise<DeploymentFacts> {
  const { ports, namespace } = circumstances;
  const spec: FlinkDeploymentSpec | undefined =
    deployment.kind === 'FlinkBlueGreenDeployment'
      ? (deployment as FlinkBlueGreenDeployment).spec?.template?.spec
      : (deployment as FlinkDeployment).spec;
  const facts = new LazyFacts(
    () =>
      ports
        .operatorConfiguration()
        .effective(namespace, spec?.flinkVersion, flattenConfiguration(spec?.flinkConfiguration)),
    () => readLastSpec<FlinkDeploymentSpec>('flinkDeployment', deployment.status),
  );
  const known: DeploymentFacts = Object.assign(facts, previousOf<FlinkDeployment>(circumstances));
  if (deployment.kind !== 'FlinkDeployment') return known;
  return withEffect<FlinkDeployment, DeploymentFacts>(known, circumstances, (foresight, edit) =>
    foresight.deployment({ ...edit, object: deployment as FlinkDeployment }),
  );
}

type EditOf<T> = Omit<Parameters<Foresight['deployment']>[0], 'object' | 'previous'> & { readonly previous: T };

/** With what an edit would do, where this is one, and somebody can tell. */
function withEffect<T, Facts extends EditFacts>(
  facts: Facts,
  { ports, previous, metadataOnly, namespace = '' }: Circumstances,
  foretell: (foresight: Foresight, edit: EditOf<T>) => EditEffect | undefined,
): Facts | Promise<Facts> {
  if (previous === undefined || metadataOnly || !ports.foresight) return facts;
  return ports.foresight().then((foresight) => {
    let told: { readonly effect: EditEffect | undefined } | undefined;
    const edit = { previous: previous as T, operator: ports.operatorConfiguration(), namespace, now: ports.now() };
    const effect = () => {
      told ??= { effect: isReadable(previous) ? foretell(foresight, edit) : undefined };
      return told.effect;
    };
    return Object.assign(facts, { effect });
  });
}

/** What is kept of the last deployment; that of a stranger may be anything. */
const isReadable = ({ kind, status }: KubeObject) =>
  readLastSpec(kind === 'FlinkSessionJob' ? 'flinkSessionJob' : 'flinkDeployment', status).state !== 'unreadable';

export async function sessionJobFacts(job: FlinkSessionJob, circumstances: Circumstances): Promise<SessionJobFacts> {
  const { ports, namespace, metadataOnly } = circumstances;
  const operator = ports.operatorConfiguration();
  const operatorConfiguration = operator.effective(undefined, undefined);
  const cluster = find<FlinkDeployment>(ports, 'flinkDeployment', namespace, job.spec?.deploymentName);
  const configure = () => {
    const clusterSpec = typeof cluster === 'object' ? cluster.spec : undefined;
    return operator.effective(
      namespace,
      clusterSpec?.flinkVersion,
      flattenConfiguration(clusterSpec?.flinkConfiguration),
      flattenConfiguration(job.spec?.flinkConfiguration),
    );
  };
  const host = metadataOnly ? undefined : jarHostToResolve(job, operatorConfiguration);
  const addresses = host === undefined ? undefined : await ports.resolver.resolve(host);
  const facts = new LazyFacts(configure, () => readLastSpec<FlinkSessionJobSpec>('flinkSessionJob', job.status));
  const known: SessionJobFacts = Object.assign(facts, {
    operatorConfiguration,
    cluster,
    ...(addresses !== undefined && { jarHostAddresses: addresses }),
    ...previousOf<FlinkSessionJob>(circumstances),
  });
  return withEffect<FlinkSessionJob, SessionJobFacts>(known, circumstances, (foresight, edit) =>
    foresight.sessionJob({ ...edit, object: job, cluster, configuration: known.configuration }),
  );
}

export function snapshotFacts(snapshot: FlinkStateSnapshot, circumstances: Circumstances): SnapshotFacts {
  const { ports, namespace } = circumstances;
  const reference = snapshot.spec?.jobReference;
  const kind = reference?.kind === 'FlinkSessionJob' ? 'flinkSessionJob' : 'flinkDeployment';
  return {
    target: reference?.kind ? find(ports, kind, namespace, reference.name) : 'absent',
    ...previousOf<FlinkStateSnapshot>(circumstances),
  };
}

export function clusterFacts<Cluster = FlinkCluster>(_: unknown, circumstances: Circumstances): ClusterFacts<Cluster> {
  const { ports, operation } = circumstances;
  return { now: ports.now(), operation, ...previousOf<Cluster>(circumstances) };
}

/** The other object as rules may read it: without nulls, and without what breaks its schema. */
function find<T extends KubeObject>(
  { lookup }: GatePorts,
  kind: KindId,
  namespace: string | undefined,
  name: string | undefined,
): Found<T> {
  if (!name) return 'absent';
  const found = lookup.find(kind, namespace ?? '', name);
  if (found === undefined) return 'absent';
  if (found === 'unknown') return 'unknown';
  const stripped = withoutNulls(found, depthLimit);
  return (checkSchema(kind, stripped).repaired ?? stripped) as T;
}
