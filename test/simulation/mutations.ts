import { registerHooks } from 'node:module';

/** A bug that somebody could write. */
export interface Mutation {
  readonly name: string;
  /** Below `src`. */
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: 'acts before what is intended is stored',
    file: 'engine/pass.ts',
    text: `    await write(decision.status, decision.pending, { onSpec: true });
    if (decision.labels && lacks(stored, decision.labels))
      keep(await ports.resources.writeLabels(stored, decision.labels));
    await watch.at?.('intended');
    for (const action of decision.actions ?? []) await act(action, ports, watch);
`,
    replacement: `    for (const action of decision.actions ?? []) await act(action, ports, watch);
    await write(decision.status, decision.pending, { onSpec: true });
    if (decision.labels && lacks(stored, decision.labels))
      keep(await ports.resources.writeLabels(stored, decision.labels));
    await watch.at?.('intended');
`,
  },
  {
    name: 'submits a job again under a new id',
    file: 'engine/flink-session-job/submit.ts',
    text: '  const decision = send(observed, kept,',
    replacement: `  const jobStatus = { ...observed.status.jobStatus, jobId: observed.randomId() };
  const decision = send({ ...observed, status: { ...observed.status, jobStatus } }, kept,`,
  },
  {
    name: 'lets an object go before its cluster is gone',
    file: 'engine/flink-deployment/steps/clean-up.ts',
    text: '  if (remains && isGone(remains)) {',
    replacement: '  if (remains && (isGone(remains) || remains.jobManager?.metadata.deletionTimestamp)) {',
  },
  {
    name: 'does not wait for pods to end',
    file: 'engine/flink-deployment/remains.ts',
    text: ' && pods === 0;',
    replacement: ';',
  },
  {
    name: 'reads a copy without its own writes',
    file: 'kube/resources.ts',
    text: 'return copy && (this.#fresh.get(kind)?.newest(copy) as T | undefined);',
    replacement: 'return copy as T | undefined;',
  },
  {
    name: 'begins empty where the state that it is to find again is lost',
    file: 'engine/flink-deployment/deploy.ts',
    text: "restore.upgradeMode === 'last-state' && isLost(observed)",
    replacement: 'false',
  },
  {
    name: 'leaves the old program to be found again',
    file: 'engine/flink-deployment/high-availability-data.ts',
    text: 'jobGraphs.length > 0',
    replacement: 'jobGraphs.length > 1',
  },
  {
    name: 'takes any Deployment of the name for its own',
    file: 'engine/flink-deployment/remains.ts',
    text: '  ownerReferences.some((owner) =>',
    replacement: '  ownerReferences.length === 0 || ownerReferences.some((owner) =>',
  },
  {
    name: 'removes what is left of a deployment without asking whose it is',
    file: 'engine/flink-deployment/remains.ts',
    text: 'made && isOwned(made, uid) ? made : undefined',
    replacement: 'made',
  },
];

/** Plants it in modules that are loaded from now on. The result throws where none of them had the text. */
export function plant(name: string): () => void {
  const mutation = mutations.find((each) => each.name === name);
  if (!mutation) throw new RangeError(`no mutation: ${name}`);
  const { file, text, replacement } = mutation;
  let planted = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/src/${file}`)) return loaded;
      const source = String(loaded.source);
      planted = source.includes(text);
      return { ...loaded, source: source.replace(text, replacement) };
    },
  });
  return () => {
    if (!planted) throw new Error(`${file} has no longer what '${name}' replaces`);
  };
}
