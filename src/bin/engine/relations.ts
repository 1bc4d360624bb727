import type { StoredObject } from '../../kube/kube-client.ts';

interface Relating extends StoredObject {
  readonly spec?: {
    readonly deploymentName?: string;
    readonly jobReference?: { readonly kind?: string; readonly name?: string };
  };
}

interface Changed {
  readonly before?: StoredObject | undefined;
  readonly after?: StoredObject | undefined;
}

/** Who looks at whom: session jobs at their cluster, and snapshots at their job. All are known by their keys. */
export class Relations {
  readonly #lookingAt = new Map<string, Set<string>>();

  /** Notes what an object looks at now; what it looked at before, where it did. */
  changed(key: string, { before, after }: Changed): string | undefined {
    const [old, now] = [subjectOf(before), subjectOf(after)];
    if (old !== undefined && old !== now) this.#forget(old, key);
    if (now !== undefined) this.#lookingAt.set(now, (this.#lookingAt.get(now) ?? new Set()).add(key));
    return old;
  }

  of(key: string): Iterable<string> {
    return this.#lookingAt.get(key) ?? [];
  }

  #forget(subject: string, key: string): void {
    const keys = this.#lookingAt.get(subject);
    keys?.delete(key);
    if (keys?.size === 0) this.#lookingAt.delete(subject);
  }
}

function subjectOf(object: StoredObject | undefined): string | undefined {
  const { metadata, spec } = (object ?? {}) as Partial<Relating>;
  if (spec?.deploymentName) return `FlinkDeployment/${metadata?.namespace}/${spec.deploymentName}`;
  const { kind = 'FlinkDeployment', name } = spec?.jobReference ?? {};
  return name && `${kind}/${metadata?.namespace}/${name}`;
}

/** Whether a change of an object makes a difference to those who look at it. */
export function concerns(before: StoredObject | undefined, after: StoredObject | undefined): boolean {
  return !before || !after || stateOf(before) !== stateOf(after);
}

function stateOf(object: StoredObject): string {
  const { status = {} } = object as {
    status?: { jobManagerDeploymentStatus?: string; lifecycleState?: string; jobStatus?: { state?: string } };
  };
  return `${status.jobManagerDeploymentStatus} ${status.lifecycleState} ${status.jobStatus?.state}`;
}
