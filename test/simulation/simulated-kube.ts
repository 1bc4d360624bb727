import { ApiError, ApiUnreachable } from '../../src/kube/errors.ts';
import type {
  KubeClient,
  ObjectName,
  Page,
  ResourceType,
  Selection,
  StoredObject,
  WatchEvent,
  WatchOptions,
} from '../../src/kube/kube-client.ts';
import { isObject } from '../../src/values/json.ts';
import type { KubeObject } from './kube-object.ts';
import type { Removal } from './kube-store.ts';
import type { WatchHub } from './watch-hub.ts';
import { type Life, never, type World } from './world.ts';

const engine = 'engine';

/** The API server as one process of the engine knows it. */
export class SimulatedKube implements KubeClient {
  readonly #world: World;
  readonly #hub: WatchHub;
  readonly #life: Life;
  /** Lists that were begun, by the word by which they are gone on with. */
  readonly #lists = new Map<string, { readonly items: readonly KubeObject[]; readonly resourceVersion: string }>();
  readonly #pageSize: number;

  constructor(world: World, hub: WatchHub, life: Life) {
    this.#world = world;
    this.#hub = hub;
    this.#life = life;
    this.#pageSize = world.random.chance(0.2) ? 1 : 100;
  }

  get<T extends StoredObject>({ plural }: ResourceType, name: ObjectName): Promise<T | undefined> {
    return this.#call(() => this.#world.store.get(plural, name) as T | undefined);
  }

  page<T extends StoredObject>(
    { plural }: ResourceType,
    selection: Selection & { readonly continue?: string },
  ): Promise<Page<T>> {
    return this.#call(() => this.#page<T>(plural, selection));
  }

  list<T extends StoredObject>({ plural }: ResourceType, selection: Selection): Promise<Page<T>> {
    const { store } = this.#world;
    return this.#call(() => ({
      items: store.list(plural, selection) as unknown as readonly T[],
      resourceVersion: String(store.version),
    }));
  }

  watch<T extends StoredObject>({ plural }: ResourceType, options: WatchOptions): AsyncIterable<WatchEvent<T>> {
    return this.#hub.open(plural, options, this.#life) as AsyncIterable<WatchEvent<T>>;
  }

  create<T extends StoredObject>({ plural }: ResourceType, object: T): Promise<T> {
    return this.#write('create', plural, object.metadata, () => this.#world.store.create(plural, object, engine));
  }

  update<T extends StoredObject>({ plural }: ResourceType, object: T, subresource?: 'status'): Promise<T> {
    const { store } = this.#world;
    return this.#write(subresource ?? 'update', plural, object.metadata, () =>
      subresource ? store.updateStatus(plural, object, engine) : store.update(plural, object, engine),
    );
  }

  patch<T extends StoredObject>({ plural }: ResourceType, name: ObjectName, _: string, patch: unknown): Promise<T> {
    return this.#write('patch', plural, name, () => this.#world.store.patch(plural, name, patch, engine));
  }

  apply<T extends StoredObject>({ plural }: ResourceType, object: object): Promise<T> {
    const wanted = object as StoredObject;
    return this.#write('apply', plural, wanted.metadata, () => this.#world.store.apply(plural, wanted, engine));
  }

  delete({ plural }: ResourceType, name: ObjectName, options: Removal = {}) {
    return this.#write<boolean>('delete', plural, name, () => this.#world.store.delete(plural, name, options, engine));
  }

  ask(): Promise<{ readonly status: number; readonly text: string }> {
    return this.#call(() => ({ status: 200, text: 'ok' }));
  }

  close(): void {}

  #page<T>(plural: string, selection: Selection & { readonly continue?: string }): Page<T> {
    const { store } = this.#world;
    const [id = '', from = '0'] = selection.continue?.split('@') ?? [];
    const list = this.#lists.get(id) ?? {
      items: store.list(plural, selection),
      resourceVersion: String(store.version),
    };
    const end = Number(from) + this.#pageSize;
    const { items, resourceVersion } = list;
    const rest = end < items.length;
    const name = id || `${plural} ${selection.namespace} ${resourceVersion}`;
    if (rest) this.#lists.set(name, list);
    else this.#lists.delete(name);
    const shown = items.slice(Number(from), end) as readonly unknown[] as readonly T[];
    return { items: shown, resourceVersion, ...(rest && { continue: `${name}@${end}` }) };
  }

  #write<T>(verb: string, plural: string, name: ObjectName, effect: () => unknown): Promise<T> {
    const { random, faults, store, trace } = this.#world;
    return this.#call(() => {
      const known = store.get(plural, name);
      if (known && plural !== 'events' && random.chance(faults.rates.conflict)) {
        store.patch(plural, name, { metadata: { labels: { touched: String(store.version) } } }, 'somebody');
      }
      try {
        const result = effect() as T;
        if (plural !== 'events') trace.note('api', () => `${verb} ${plural}/${name.name}${shown(verb, result)}`);
        return result;
      } catch (error) {
        trace.note('api', () => `${verb} ${plural}/${name.name} refused: ${String(error)}`);
        throw error;
      }
    });
  }

  /** One call, with what goes wrong on its way there and back. */
  #call<T>(effect: () => T): Promise<T> {
    const { random, faults, time } = this.#world;
    if (this.#life.isOver || this.#world.isEndless()) return never();
    if (!faults.acting) return outcomeOf(effect);
    const { refused, lost, slow } = faults.rates;
    const wait = random.chance(slow) ? random.between(100, 8000) : random.chance(0.3) ? random.between(1, 60) : 0;
    const there = Math.floor(wait * random.next());
    return new Promise<T>((resolve, reject) => {
      const answer = (outcome: Promise<T>) => {
        const tell = () => void (this.#life.isOver || outcome.then(resolve, reject));
        outcome.catch(() => {});
        if (wait > there) time.after(wait - there, tell);
        else tell();
      };
      const arrive = () => {
        // What was sent before its sender died may arrive all the same.
        if (this.#life.isOver && random.chance(0.5)) return;
        if (random.chance(refused)) return answer(Promise.reject(refusal(random.pick([500, 503, 429, 504]))));
        if (!random.chance(lost)) return answer(outcomeOf(effect));
        if (random.chance(0.6)) {
          try {
            const { status } = (effect() ?? {}) as { status?: unknown };
            if (isObject(status)) this.#world.unanswered.add(status);
          } catch {
            // It was refused, which nobody hears.
          }
        }
        answer(Promise.reject(new ApiUnreachable('a call', new Error('the answer was lost'))));
      };
      if (there > 0) time.after(there, arrive);
      else arrive();
    });
  }
}

function outcomeOf<T>(effect: () => T): Promise<T> {
  try {
    return Promise.resolve(effect());
  } catch (error) {
    return Promise.reject(error);
  }
}

const refusal = (status: number) => new ApiError(status, { message: 'too much to do' });

/** What a status says in short. */
function shown(verb: string, result: unknown): string {
  if (verb !== 'status') return '';
  const { status = {}, metadata, kind } = result as KubeObject;
  if (kind === 'FlinkCluster') return shownCluster(status);
  const { jobStatus = {}, reconciliationStatus = {}, lifecycleState, jobManagerDeploymentStatus, error } = status;
  const { state, jobId, upgradeSavepointPath } = jobStatus;
  const { spec } = JSON.parse(reconciliationStatus.lastReconciledSpec ?? '{}');
  const parts = [
    `gen ${status.observedGeneration}/${metadata.generation}`,
    lifecycleState,
    reconciliationStatus.state,
    jobManagerDeploymentStatus,
    `job ${state} ${jobId?.slice(0, 4)}`,
    `from ${upgradeSavepointPath}`,
    `last ${spec?.job?.state}/${spec?.job?.upgradeMode}`,
    error && String(error).slice(0, 160),
  ];
  return ` ${parts.filter(Boolean).join(', ')}`;
}

// biome-ignore lint/suspicious/noExplicitAny: as it is stored.
function shownCluster({ state, components: { job } = {}, revision, savepoint, control }: any): string {
  const parts = [
    state,
    revision && `${revision.currentRevision} → ${revision.nextRevision}`,
    job && `job ${job.state} ${job.id?.slice(0, 4)} at ${job.savepointLocation}${job.finalSavepoint ? ', final' : ''}`,
    job?.deployTime && 'deployed',
    savepoint && `savepoint ${savepoint.triggerReason} ${savepoint.state}`,
    control && `${control.name} ${control.state}`,
  ];
  return ` ${parts.filter(Boolean).join(', ')}`;
}
