import { equalJson, type JsonObject } from '../../values/json.ts';
import type { Ports } from '../ports.ts';
import type { Revisions } from './observed.ts';
import { type ControllerRevision, controllerRevision, managedByLabel, numbered, unnumbered } from './revision.ts';
import type { Cluster } from './subject.ts';

export interface RevisionsSeen {
  readonly revisions: Revisions;
  /** That of the spec as it is stored. */
  readonly revision: ControllerRevision;
  /** Those that are kept; `undefined` where nobody had to look. */
  readonly kept: readonly ControllerRevision[] | undefined;
}

type Keeps = Pick<Ports, 'children'>;

type Revision = Revisions['current'];

/** What the spec has become, and what it was. They are looked at only while the spec that runs is another one. */
export async function observeRevisions(cluster: Cluster, ports: Keeps): Promise<RevisionsSeen> {
  const { currentRevision: current, nextRevision: next, collisionCount } = cluster.status?.revision ?? {};
  const revision = controllerRevision(cluster, numberOf(next), collisionCount);
  const isSettled = current !== undefined && current === next && unnumbered(current) === revision.metadata.name;
  if (isSettled) {
    const same: Revision = { name: current, spec: specOf(revision) };
    return { revisions: { current: same, next: same, ...counted(collisionCount) }, revision, kept: undefined };
  }
  const kept = (await keptBy(cluster, ports)).toSorted((a, b) => a.revision - b.revision);
  return { ...amongKept(cluster, kept), kept };
}

/** The revision of a spec that may have been there before: it is the newest again then. */
function amongKept(cluster: Cluster, kept: readonly ControllerRevision[]): Omit<RevisionsSeen, 'kept'> {
  const recorded = cluster.status?.revision ?? {};
  const newest = kept.at(-1);
  const [collisions, named] = withoutCollision(cluster, kept, recorded.collisionCount ?? 0);
  const isNewest = newest?.metadata.name === named.metadata.name;
  const revision = { ...named, revision: isNewest ? newest.revision : (newest?.revision ?? 0) + 1 };
  const next: Revision = { name: numbered(revision), spec: specOf(revision) };
  const current = recorded.currentRevision;
  const running = kept.find(({ metadata }) => current !== undefined && metadata.name === unnumbered(current));
  return {
    revision,
    revisions: {
      current: current === undefined ? next : { name: current, ...(running && { spec: specOf(running) }) },
      next,
      ...counted(collisions === 0 ? recorded.collisionCount : collisions),
    },
  };
}

/** Another spec may have the same hash: it is counted into the next one. */
function withoutCollision(
  cluster: Cluster,
  kept: readonly ControllerRevision[],
  collisions: number,
): [number, ControllerRevision] {
  const revision = controllerRevision(cluster, 0, collisions);
  const other = kept.find(({ metadata }) => metadata.name === revision.metadata.name);
  if (!other || equalJson(other.data, revision.data)) return [collisions, revision];
  return withoutCollision(cluster, kept, collisions + 1);
}

/** In no order. */
export async function keptBy(cluster: Cluster, { children }: Keeps): Promise<readonly ControllerRevision[]> {
  const { namespace, name, uid } = cluster.metadata;
  const type = { apiVersion: 'apps/v1', kind: 'ControllerRevision', namespace };
  const found = await children.list(type, { labels: `${managedByLabel}=${name}` });
  const owned = found.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some((owner) => (owner as { readonly uid?: string }).uid === uid),
  );
  return owned as unknown as readonly ControllerRevision[];
}

const specOf = ({ data }: ControllerRevision) => data['spec'] as JsonObject;
const numberOf = (name: string | undefined) => Number(/-(\d+)$/.exec(name ?? '')?.[1] ?? 1);
const counted = (collisionCount: number | undefined) => (collisionCount === undefined ? {} : { collisionCount });
