import { readConfiguration } from '../../simulation/flink-files.ts';
import type { KubeObject } from '../../simulation/kube-object.ts';
import { overlay } from '../../support/overlay.ts';
import type { Recording, Step } from './recording.ts';
import type { Stage } from './stage.ts';

const user = 'user';
const me = 'cluster';
const namespace = 'default';

const plurals: Readonly<Record<string, string>> = {
  FlinkDeployment: 'flinkdeployments',
  FlinkSessionJob: 'flinksessionjobs',
  FlinkStateSnapshot: 'flinkstatesnapshots',
};

/** Virtual milliseconds for which a step waits for the engine to do what it is about. */
const patience = 60_000;

/** Virtual milliseconds in which the last step is heard of. */
const reaction = 1000;

interface Act {
  /** Of the words of a step. */
  readonly says: RegExp;
  /** Whether the engine has done what the step is about. */
  readonly when?: (script: Script, step: Step) => boolean;
  readonly act: (script: Script, step: Step, said: RegExpExecArray) => void;
}

/** What the words of steps mean: all that are found in them, in this order. What they say of answers of Flink stands in the recording. */
const acts: readonly Act[] = [
  { says: /^create$/, act: (script, step) => script.create(step) },
  { says: /^patch$/, act: (script, step) => script.patch(step) },
  { says: /^delete$/, act: (script, step) => script.delete(step) },
  {
    says: /JobManager ready/,
    when: (script, step) => script.hasNewDeployment(step),
    act: (script, step) => script.becomeReady(step),
  },
  {
    says: /new Deployment never gets ready/,
    when: (script, step) => script.hasNewDeployment(step),
    act: (script, step) => script.count(step, 0),
  },
  { says: /Deployment reports 1 replica, none available/, act: (script, step) => script.count(step, 0) },
  { says: /Deployment available/, act: (script, step) => script.count(step, 1) },
  { says: /Deployment unavailable/, act: (script, step) => script.count(step, 0) },
  { says: /third party deletes the JobManager Deployment/, act: (script, step) => script.loseDeployment(step) },
  { says: /HA ConfigMaps present/, act: (script, step) => script.keepData(step) },
  { says: /JM pod$/, act: (script, step) => script.showPod(step) },
  { says: /pod removed/, act: (script) => script.removePods() },
  { says: /port opens/, act: (script, step) => script.listen(step, true) },
  { says: /REST (goes )?down/, act: (script, step) => script.listen(step, false) },
  { says: /job list is empty|no job listed/, act: (script, step) => script.manager(step).jobs.clear() },
  { says: /job (?:goes )?([A-Z]{6,})/, act: (script, step, [, state = '']) => script.jobState(step, state) },
  { says: /exceptions?\b|checkpoint|TaskManager|metric|savepoints? (work|fail)/, act() {} },
  { says: /^(end of recording|observed: )/, act() {} },
];

/** Makes the steps of a recording in front of the engine. */
export class Script {
  /** What the engine was expected to do before a step and did not. */
  readonly missed: string[] = [];
  readonly #recording: Recording;
  readonly #stage: Stage;
  /** Uids of Deployments that were made ready, or are never to be. */
  readonly #played = new Set<string>();
  #pods = 0;

  constructor(recording: Recording, stage: Stage) {
    this.#recording = recording;
    this.#stage = stage;
  }

  async play(): Promise<void> {
    // How much later than in the recording things happen.
    let late = 0;
    for (const step of this.#recording.steps) {
      await this.#stage.runUntil(step.at * 1000 + late);
      const meant = acts.flatMap((act) => {
        const said = act.says.exec(step.action);
        return said ? [{ ...act, said }] : [];
      });
      if (meant.length === 0) throw new Error(`nobody knows how to play "${step.action}"`);
      const ready = () => meant.every(({ when }) => when?.(this, step) ?? true);
      await this.#stage.runUntil(this.#stage.now + patience, ready);
      late = Math.max(late, this.#stage.now - step.at * 1000);
      this.#stage.beginStep();
      this.#stage.world.trace.note('step', () => JSON.stringify(step));
      if (!ready()) this.missed.push(step.action);
      else for (const { act, said } of meant) act(this, step, said);
    }
    await this.#stage.runUntil(this.#stage.now + reaction);
  }

  create({ kind, name }: Step): void {
    const input = this.#recording.inputs.find((each) => each.kind === kind && each.metadata.name === name);
    if (!input) throw new Error(`there is no ${kind} ${name} to create`);
    const object = { ...input, metadata: { ...input.metadata, namespace } };
    this.#store.create(pluralOf(kind), object, user);
  }

  patch({ kind, name = '', patch = {} }: Step): void {
    const before = this.#store.get(pluralOf(kind), { namespace, name });
    if (!before) throw new Error(`there is no ${kind} ${name} to patch`);
    this.#store.update(pluralOf(kind), overlay(before, patch) as KubeObject, user);
  }

  delete({ kind, name = '' }: Step): void {
    this.#store.delete(pluralOf(kind), { namespace, name }, {}, user);
  }

  manager(step: Step) {
    return this.#stage.flink.manager(this.#clusterOf(step));
  }

  hasNewDeployment(step: Step): boolean {
    const found = this.#deployment(step);
    return found !== undefined && !found.metadata.deletionTimestamp && !this.#played.has(found.metadata.uid);
  }

  becomeReady(step: Step): void {
    this.count(step, 1);
    const manager = this.manager(step);
    manager.jobs.clear();
    manager.listens = true;
    if (typeof step.job === 'string') manager.jobs.set(this.#configuredJob(step), step.job);
  }

  count(step: Step, available: number): void {
    const deployment = this.#deployment(step);
    if (!deployment) throw new Error(`there is no Deployment for "${step.action}"`);
    this.#played.add(deployment.metadata.uid);
    const status = { replicas: 1, availableReplicas: available, readyReplicas: available };
    this.#store.updateStatus('deployments', { ...deployment, status } as never, me);
  }

  loseDeployment(step: Step): void {
    this.#store.delete('deployments', { namespace, name: this.#clusterOf(step) }, {}, 'somebody');
    this.listen(step, false);
  }

  /** As Flink names them: one of the cluster, one of the job, with its checkpoints. */
  keepData(step: Step): void {
    const cluster = this.#clusterOf(step);
    const labels = { app: cluster, 'configmap-type': 'high-availability', type: 'flink-native-kubernetes' };
    const data: Record<string, string> = { checkpointID: '1' };
    data['checkpointID-0000000000000000001'] = '';
    for (const part of ['cluster', this.#configuredJob(step)]) {
      const name = `${cluster}-${part}-config-map`;
      if (this.#store.get('configmaps', { namespace, name })) continue;
      const metadata = { namespace, name, labels };
      this.#store.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as never, me);
    }
  }

  showPod(step: Step): void {
    const name = this.#clusterOf(step);
    const labels = { app: name, component: 'jobmanager' };
    const metadata = { namespace, name: `${name}-${++this.#pods}`, labels };
    const pod = this.#store.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata } as never, me);
    const containerStatuses = [{ name: 'flink-main-container', state: { waiting: step.waiting } }];
    this.#store.updateStatus('pods', { ...pod, status: { phase: step.phase, containerStatuses } } as never, me);
  }

  removePods(): void {
    for (const { metadata } of [...this.#store.values('pods')]) this.#store.remove('pods', metadata, me);
  }

  listen(step: Step, listens: boolean): void {
    this.manager(step).listens = listens;
  }

  /** Of every job; of the one that the cluster was made for, where none is there yet. */
  jobState(step: Step, state: string): void {
    const { jobs } = this.manager(step);
    const ids = jobs.size > 0 ? [...jobs.keys()] : [this.#configuredJob(step)];
    for (const id of ids) jobs.set(id, state);
  }

  get #store() {
    return this.#stage.world.store;
  }

  /** The only one where it is not said. */
  #clusterOf({ cluster }: Step): string {
    return cluster ?? this.#recording.inputs.find(({ kind }) => kind === 'FlinkDeployment')?.metadata.name ?? '';
  }

  #deployment(step: Step): KubeObject | undefined {
    return this.#store.get('deployments', { namespace, name: this.#clusterOf(step) });
  }

  #configuredJob(step: Step): string {
    const files = this.#store.get('configmaps', { namespace, name: `flink-config-${this.#clusterOf(step)}` });
    return readConfiguration(files?.data ?? {}).get('$internal.pipeline.job-id') ?? '';
  }
}

function pluralOf(kind = ''): string {
  const plural = plurals[kind];
  if (!plural) throw new Error(`nobody knows what a ${kind} is`);
  return plural;
}
