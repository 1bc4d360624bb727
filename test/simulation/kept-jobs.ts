import type { JobManager, Submitted } from './job-manager.ts';
import { type Job, newestState, type State } from './jobs.ts';
import type { KubeObject } from './kube-object.ts';
import type { World } from './world.ts';

const me = 'flink';
const graphKey = (version: string | undefined, id: string) =>
  version?.startsWith('v2') ? `executionPlan-${id}` : `jobGraph-${id}`;

/** What JobManagers with high availability keep in ConfigMaps and files, to find their jobs again. */
export class KeptJobs {
  readonly #world: World;
  /** Whose checkpoints the ConfigMap of a job tells of, by its uid. */
  readonly #pointers = new Map<string, Job>();
  /** Results of jobs by where they are stored. */
  readonly #results = new Map<string, Map<string, Job>>();

  constructor(world: World) {
    this.#world = world;
  }

  pointTo({ metadata }: KubeObject, job: Job): void {
    this.#pointers.set(metadata.uid, job);
  }

  noteCheckpoint({ metadata }: KubeObject): void {
    const patch = { data: { 'checkpointID-0000000000000000001': 'a handle' } };
    this.#world.store.patch('configmaps', metadata, patch, me);
  }

  /** What the ConfigMap of a job tells of. */
  found(map: KubeObject): State | undefined {
    const told = Object.keys(map.data ?? {}).some((key) => key.startsWith('checkpointID-'));
    const job = this.#pointers.get(map.metadata.uid);
    return told && job ? newestState(job, this.#world.time.now) : undefined;
  }

  map(manager: JobManager, what: string): KubeObject {
    const name = mapName(manager, what);
    const known = this.#world.store.get('configmaps', name);
    if (known) return known;
    const labels = { app: manager.app, type: 'flink-native-kubernetes', 'configmap-type': 'high-availability' };
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...name, labels }, data: { leader: manager.app } };
    return this.#world.store.create('configmaps', map as never, me);
  }

  keepGraph(manager: JobManager, submitted: Submitted): void {
    const { name, namespace } = this.map(manager, 'cluster').metadata;
    const key = graphKey(manager.configuration.get('$internal.flink.version'), submitted.id);
    this.#world.store.patch('configmaps', { name, namespace }, { data: { [key]: JSON.stringify(submitted) } }, me);
  }

  graphs(manager: JobManager): Map<string, Submitted> {
    const { data = {} } = this.#world.store.get('configmaps', mapName(manager, 'cluster')) ?? {};
    const graphs = Object.entries(data).filter(([key]) => /^(?:jobGraph|executionPlan)-/.test(key));
    return new Map(graphs.map(([key, text]) => [key.slice(key.indexOf('-') + 1), JSON.parse(text) as Submitted]));
  }

  conclude(manager: JobManager, job: Job): void {
    if (!manager.highlyAvailable) return;
    this.resultsOf(manager)?.set(job.id, job);
    const { store } = this.#world;
    store.delete('configmaps', mapName(manager, job.id), {}, me);
    const key = graphKey(manager.configuration.get('$internal.flink.version'), job.id);
    const cluster = store.get('configmaps', mapName(manager, 'cluster'));
    if (cluster) store.patch('configmaps', cluster.metadata, { data: { [key]: null } }, me);
  }

  /** Only those with high availability outlive the process. */
  resultsOf({ configuration, highlyAvailable, namespace, app }: JobManager): Map<string, Job> | undefined {
    if (!highlyAvailable) return undefined;
    const place = configuration.get('job-result-store.storage-path') ?? `${namespace}/${app}`;
    const known = this.#results.get(place) ?? new Map<string, Job>();
    this.#results.set(place, known);
    return known;
  }
}

export const mapName = ({ namespace, app }: JobManager, what: string) => ({
  namespace,
  name: `${app}-${what}-config-map`,
});
