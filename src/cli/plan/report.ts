import { inWords } from '../../engine/preview/words.ts';
import { wrap } from '../formats/wrap.ts';
import type { Palette } from '../palette.ts';
import type { Plan } from './foretell.ts';

interface View {
  readonly colors: Palette;
  readonly width: number;
}

export interface Report {
  readonly version: string;
  readonly plans: readonly Plan[];
  /** Objects of kinds that are not looked at. */
  readonly others: number;
}

export const mayLose = ({ effect }: Plan): boolean => effect?.loss !== undefined;

/** For programs: fields are only added within a `schemaVersion`. */
export function asJson({ version, plans, others }: Report): string {
  const report = {
    schemaVersion: 1,
    tool: { name: 'sluice', version },
    summary: { ...counts(plans), mayLoseState: plans.filter(mayLose).length, others },
    plans: plans.map(({ effect, refusals, why, ...plan }) => ({
      ...plan,
      ...(effect && { ...effectForPrograms(effect) }),
      ...(refusals && {
        refusals: refusals.map(({ rule, path, message, fix }) => ({ rule, path, message, ...(fix && { fix }) })),
      }),
      ...(why !== undefined && { why }),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function effectForPrograms(effect: NonNullable<Plan['effect']>) {
  const { change, changes, stop, begin, blocked, loss, assumed } = effect;
  return {
    change,
    differs: changes.map(({ path }) => path),
    stop,
    begin,
    told: inWords(effect),
    ...(blocked && { waits: blocked }),
    mayLoseState: loss !== undefined,
    ...(loss && { loss: { reason: loss.reason, path: `spec.${loss.field}`, message: loss.message } }),
    assumed,
  };
}

function counts(plans: readonly Plan[]): Readonly<Record<Plan['outcome'], number>> {
  const all = { new: 0, changed: 0, unchanged: 0, refused: 0, removed: 0, unknown: 0 };
  for (const { outcome } of plans) all[outcome]++;
  return all;
}

/** For the eyes: one block for each object. */
export function asHuman({ plans, others }: Report, view: View): string {
  const blocks = plans.map((plan) => `${block(plan, view).join('\n')}\n\n`);
  return `${blocks.join('')}${closing(plans, others, view)}\n`;
}

const labelWidth = 13;

function block(plan: Plan, view: View): string[] {
  const { colors } = view;
  const { kind, namespace, name, outcome, effect, refusals = [], why } = plan;
  const head = `${colors.bold(`${kind} ${namespace}/${name}`)}: ${titleOf(plan)}`;
  const row = (label: string, text: string, paint = (line: string) => line): string[] =>
    wrap(text, Math.max(view.width - labelWidth - 2, 20)).map(
      (line, index) => `  ${(index === 0 ? label : '').padEnd(labelWidth)}${paint(line)}`,
    );
  if (outcome === 'refused') {
    return [
      head,
      ...refusals.flatMap(({ rule, path, message }) => row('refused', `${path} ${message} [${rule}]`, colors.red)),
    ];
  }
  if (why !== undefined) return [head, ...row('why', why)];
  if (!effect || outcome === 'unchanged') return [head];
  const { stop, begin, interruption } = inWords(effect);
  const { changes, blocked, loss, assumed } = effect;
  return [
    head,
    ...(changes.length > 0 ? row('differs', changes.map(({ path }) => path).join(', ')) : []),
    ...row('stops', stop),
    ...row('begins', begin),
    ...row('interruption', interruption),
    ...(blocked
      ? row('waits', blocked.needsPerson ? `${blocked.message}; ${names}` : blocked.message, colors.yellow)
      : []),
    ...(loss ? row('may lose', `spec.${loss.field} ${loss.message}`, colors.red) : []),
    ...assumed.flatMap((text) => row('assumed', text, colors.dim)),
  ];
}

const names = 'a person has to name a state: initialSavepointPath with a new savepointRedeployNonce';

function titleOf({ outcome, effect }: Plan): string {
  switch (outcome) {
    case 'new':
      return 'will be deployed';
    case 'changed':
      return effect?.change === 'ignore' ? 'changes nothing of what runs' : (effect?.change ?? '');
    case 'unchanged':
      return 'stays as it is';
    case 'refused':
      return 'would be refused by the gate';
    case 'removed':
      return 'is in the old manifests only, and is left alone';
    case 'unknown':
      return 'nothing can be foretold';
  }
}

function closing(plans: readonly Plan[], others: number, { colors }: View): string {
  const all = counts(plans);
  const parts = Object.entries(all).flatMap(([outcome, count]) => (count === 0 ? [] : [`${count} ${outcome}`]));
  const losses = plans.filter(mayLose).length;
  const skipped = others === 0 ? '' : `; ${others} of other kinds not looked at`;
  const lost = losses === 0 ? colors.green('no state is lost') : colors.red(`state may be lost of ${losses}`);
  return `${parts.join(', ') || 'nothing to foretell'}${skipped}: ${lost}`;
}
