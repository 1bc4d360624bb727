import { isObject, withoutNulls } from '../../../src/values/json.ts';
import { type Outcome, type State, withoutRepeats } from './outcome.ts';

type Json = Record<string, unknown>;

/** Jobs are numbered in the order in which they are seen, object by object; no other id means anything. */
export function withoutIds(outcome: Outcome): Outcome {
  const jobs: string[] = [];
  for (const state of outcome.states.toSorted((a, b) => (a.object < b.object ? -1 : Number(a.object > b.object)))) {
    const { jobId } = groupOf(state, 'jobStatus');
    if (typeof jobId === 'string' && !jobs.includes(jobId)) jobs.push(jobId);
  }
  const text = JSON.stringify(outcome)
    .replace(/<id-\d+>|\b[0-9a-f]{32}\b/g, (id) => (jobs.includes(id) ? `<job ${jobs.indexOf(id) + 1}>` : '<id>'))
    .replace(/<uid-\d+>|\bu-\d+\b/g, '<uid>')
    .replace(/(point)-(manual|periodic|upgrade)-(<epoch-ms>|[\w-]+)/g, '$1-$2-…');
  return JSON.parse(text) as Outcome;
}

/**
 * The states of one object, in short. What is under way is left out: an upgrade is one pass there and several here, and tells more of
 * itself here (ADR 13); it counts where the case ends in it.
 */
export function stateLines(states: readonly State[]): string[] {
  const isGone = states.at(-1)?.isGone === true;
  const told = states.filter((state) => isObject(state.status) && !(isGone && isEnding(state)));
  const lines = told.flatMap((state, index) => {
    const isLast = index === told.length - 1 && !isGone;
    return isUnderWay(state) && !isLast ? [] : stateLine(state);
  });
  return withoutRepeats([...lines, ...(isGone ? ['gone'] : [])], (line) => line);
}

const partOf = ({ status }: State, part: string): unknown => (isObject(status) ? status[part] : undefined);

function groupOf(state: State, part: string): Json {
  const group = partOf(state, part);
  return isObject(group) ? group : {};
}

function isEnding(state: State): boolean {
  const lifecycle = partOf(state, 'lifecycleState');
  return state.isGone || lifecycle === 'DELETING' || lifecycle === 'DELETED';
}

function isUnderWay(state: State): boolean {
  const { state: jobState } = groupOf(state, 'jobStatus');
  // Of a session job that is submitted, and not looked at yet, the reference says so for a moment.
  const isSubmitted = partOf(state, 'jobManagerDeploymentStatus') === undefined && jobState === 'RECONCILING';
  return reconciliationOf(state) === 'UPGRADING' || (isSubmitted && partOf(state, 'lifecycleState') === 'DEPLOYED');
}

/** What stands there before anything was deployed is the default of its field. */
function reconciliationOf(state: State): unknown {
  const { state: reconciliation, lastReconciledSpec } = groupOf(state, 'reconciliationStatus');
  return lastReconciledSpec === undefined ? undefined : reconciliation;
}

function stateLine(state: State): string[] {
  // Of a way back only that it is gone.
  if (reconciliationOf(state) === 'ROLLING_BACK') return ['ROLLING_BACK'];
  const parts = [
    partOf(state, 'lifecycleState'),
    reconciliationOf(state),
    partOf(state, 'jobManagerDeploymentStatus'),
    groupOf(state, 'jobStatus')['state'],
    partOf(state, 'state'),
  ];
  const line = parts.filter((part) => part !== undefined).join(' ');
  return line === '' ? [] : [line];
}

/** The body of a call. Of the options of a job only its own are sent here, where the reference sends all of its cluster. */
export function comparableBody(body: unknown, own: unknown): unknown {
  if (!isObject(body)) return String(body).replace(/^<?(multipart\/form-data).*/, '$1');
  const { triggerId: _, flinkConfiguration, ...rest } = body;
  const sent = isObject(own) && isObject(own['flinkConfiguration']) ? own['flinkConfiguration'] : {};
  const kept = isObject(flinkConfiguration)
    ? Object.fromEntries(Object.entries(flinkConfiguration).filter(([key]) => key in sent))
    : undefined;
  return { ...rest, ...(kept && { flinkConfiguration: kept }) };
}

const times = /(Timestamp|Time|timeStamp)$/;

/** What a status says, without times, wordings and conditions of our own. */
export function comparableStatus(status: unknown): unknown {
  if (!isObject(status)) return status;
  const { reconciliationStatus, conditions, error, ...rest } = status as { readonly [part: string]: Json };
  return withoutTimes({
    ...rest,
    reconciliationStatus: reconciliationStatus?.['lastReconciledSpec'] && {
      ...reconciliationStatus,
      lastReconciledSpec: keptSpec(reconciliationStatus['lastReconciledSpec']),
      lastStableSpec: keptSpec(reconciliationStatus['lastStableSpec']),
    },
    conditions: ((conditions ?? []) as unknown as Json[]).filter(({ type }) => type === 'Running'),
    error: errorType(error),
  });
}

/** What is the same whether it is written down or left out is written down. */
function keptSpec(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const { spec, ...rest } = withoutNulls(JSON.parse(text) as { readonly spec: { readonly [part: string]: Json } }, 100);
  const { mode = 'native', job, jobManager, ...parts } = spec;
  return {
    ...rest,
    spec: {
      ...parts,
      mode,
      ...(job && { job: { state: 'running', upgradeMode: 'stateless', parallelism: 0, ...job } }),
      ...(jobManager && { jobManager: { replicas: 1, ...jobManager } }),
    },
  };
}

/** Some errors are plain words. */
function errorType(error: unknown): unknown {
  return typeof error === 'string' && error.startsWith('{') ? (JSON.parse(error) as Json)['type'] : error;
}

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !times.test(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutTimes(part)]));
}
