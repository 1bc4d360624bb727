import { ApiError } from '../../kube/errors.ts';
import type { KubeClient, ObjectName, ResourceType, Selection, StoredObject } from '../../kube/kube-client.ts';
import type { Denied, Listed, Seen } from './look.ts';

/** Reads on where something may not be read, and remembers what that was. */
export class Reader {
  readonly client: KubeClient;
  readonly denied: Denied[] = [];

  constructor(client: KubeClient) {
    this.client = client;
  }

  async get<T extends StoredObject>(type: ResourceType, name: ObjectName): Promise<Seen<T>> {
    try {
      return (await this.client.get<T>(type, name)) ?? 'missing';
    } catch (error) {
      this.#note(error, { verb: 'get', resource: named(type), namespace: name.namespace });
      return 'unknown';
    }
  }

  /** Where there is no such type, there are none of its objects. */
  async list<T extends StoredObject>(type: ResourceType, selection: Selection = {}): Promise<Listed<T>> {
    try {
      return (await this.client.list<T>(type, selection)).items;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return [];
      this.#note(error, { verb: 'list', resource: named(type), namespace: selection.namespace });
      return 'unknown';
    }
  }

  async create<T extends StoredObject>(type: ResourceType, object: T): Promise<T | 'unknown'> {
    try {
      return await this.client.create(type, object);
    } catch (error) {
      this.#note(error, { verb: 'create', resource: named(type), namespace: object.metadata.namespace });
      return 'unknown';
    }
  }

  note(verb: string, resource: string, namespace: string | undefined, why?: string): void {
    const known = this.denied.some(
      (denied) => denied.verb === verb && denied.resource === resource && denied.namespace === namespace,
    );
    if (!known) this.denied.push({ verb, resource, namespace, why });
  }

  #note(error: unknown, { verb, resource, namespace }: Omit<Denied, 'why'>): void {
    // Whoever is not known at all, and where nobody answers, sees nothing.
    if (!(error instanceof ApiError) || error.status === 401) throw error;
    this.note(verb, resource, namespace, error.status === 403 ? undefined : error.message);
  }
}

function named({ plural, group }: ResourceType): string {
  return group === '' ? plural : `${plural}.${group}`;
}
