import type { BeginEffect, Effect, StopEffect } from './effect.ts';

/** An effect as people read it, a sentence for each of its parts. */
export interface EffectInWords {
  readonly stop: string;
  readonly begin: string;
  readonly interruption: string;
}

const stops: Readonly<Record<StopEffect, string>> = {
  nothing: 'nothing is stopped',
  scaled: 'nothing is stopped: it gets its parallelism while it goes on',
  stateless: 'the job is cancelled, without its state',
  savepoint: 'the job ends with a savepoint',
  cancel: 'the job is cancelled, and its last checkpoint is kept',
  'last-state': 'its cluster is removed, and high availability keeps the job',
  ended: 'the job has ended; what is left of it is removed',
  replaced: 'the session cluster is removed, with what runs on it',
};

function beginning(begin: BeginEffect): string {
  switch (begin.type) {
    case 'goes-on':
      return 'what runs goes on';
    case 'rests':
      return 'nothing, until it is resumed';
    case 'empty':
      return 'empty, without state';
    case 'savepoint':
      return 'from that savepoint';
    case 'checkpoint':
      return 'from the last checkpoint of the job, empty where it has made none';
    case 'last-state':
      return 'from its last checkpoint, which high availability finds again';
    case 'path':
      return `from ${begin.path}`;
    case 'cluster':
      return 'a new session cluster';
  }
}

const depends = 'how long depends on how fast its pods are scheduled and start, and on the size of its state';

function interruption({ stop, begin, change }: Effect): string {
  if (begin.type === 'rests') return stop === 'nothing' ? 'none' : 'until it is resumed';
  if (stop === 'scaled') {
    return 'that of a rescaling by Flink itself: tasks begin again from the last checkpoint where their number changes';
  }
  if (begin.type === 'goes-on') return 'none';
  if (change === 'create') return 'none: nothing has run before';
  if (stop === 'savepoint') return `a savepoint and a restart: ${depends}, and on the storage of savepoints`;
  if (stop === 'cancel' || stop === 'last-state') {
    return `a restart: ${depends}; what came after its last checkpoint is processed again`;
  }
  if (stop === 'replaced')
    return 'a restart of the cluster: how long depends on how fast its pods are scheduled and start';
  return stop === 'nothing' ? 'none: nothing runs now' : `a restart: ${depends}`;
}

export function inWords(effect: Effect): EffectInWords {
  return { stop: stops[effect.stop], begin: beginning(effect.begin), interruption: interruption(effect) };
}

/** The same in one short sentence, for a warning; `undefined` where nothing is stopped, begun or waited for. */
export function inShort(effect: Effect): string | undefined {
  const { stop, begin, blocked, change } = effect;
  // What is lost is found out when the job is to begin again.
  const stopsFirst = blocked?.needsPerson === true && stop !== 'nothing';
  if (blocked && !stopsFirst) return `this edit waits: ${blocked.message}`;
  if (change === 'create' || change === 'ignore') return undefined;
  if (stop === 'scaled') return 'this edit changes the parallelism while the cluster goes on';
  if (stop === 'replaced') return 'this edit replaces the session cluster, with what runs on it';
  if (stop === 'nothing') {
    if (begin.type === 'goes-on') return undefined;
    return begin.type === 'rests' ? undefined : `this edit starts the job ${fromIn(begin)}`;
  }
  if (blocked) return `this edit ${stopsInShort[stop]}, and waits: ${blocked.message}`;
  const then = begin.type === 'rests' ? 'leaves it suspended' : `starts it again ${fromIn(begin)}`;
  return `this edit ${stopsInShort[stop]} and ${then}`;
}

const stopsInShort: Readonly<Record<Exclude<StopEffect, 'nothing' | 'scaled' | 'replaced'>, string>> = {
  stateless: 'cancels the job without its state',
  savepoint: 'stops the job with a savepoint',
  cancel: 'cancels the job',
  'last-state': 'removes the cluster of the job',
  ended: 'removes what is left of the job that has ended',
};

function fromIn(begin: BeginEffect): string {
  switch (begin.type) {
    case 'empty':
      return 'empty';
    case 'savepoint':
      return 'from there';
    case 'checkpoint':
    case 'last-state':
      return 'from its last checkpoint';
    case 'path':
      return `from ${begin.path}`;
    default:
      return '';
  }
}
