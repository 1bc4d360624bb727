import { type RestoreEntry, readRestores, restoresAnnotation } from '../../engine/restores.ts';

/** An object that has jobs, as far as it is read here. */
export interface HistoryObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What is told of one object. */
export interface History {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Newest last; `undefined` where the annotation cannot be read. */
  readonly restores: readonly RestoreEntry[] | undefined;
}

export function historyOf({ kind, metadata: { name, namespace, annotations } }: HistoryObject): History {
  const restores = readRestores(annotations?.[restoresAnnotation]);
  return {
    kind,
    namespace,
    name,
    title: `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`,
    restores,
  };
}
