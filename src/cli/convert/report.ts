import type { FieldReport, Outcome } from '../../conversion/to-flink-deployment/report.ts';
import { wrap } from '../formats/wrap.ts';
import type { Palette } from '../palette.ts';
import { printable } from '../printable.ts';
import type { Converted } from './convert-cluster.ts';

export interface Report {
  readonly version: string;
  readonly converted: readonly Converted[];
  /** Objects of other kinds, which are not printed: `ConfigMap shop/orders`. */
  readonly others: readonly string[];
}

interface View {
  readonly colors: Palette;
  readonly width: number;
  /** Also what is carried. */
  readonly verbose: boolean;
  /** Only what is lost or in the way. */
  readonly quiet: boolean;
}

/** The gravest first. */
const outcomes = ['lost', 'changed', 'idle', 'carried'] as const satisfies readonly Outcome[];

const withOutcome = (fields: readonly FieldReport[], outcome: Outcome) =>
  fields.filter((field) => field.outcome === outcome);

export const hasLoss = ({ fields }: Converted): boolean => withOutcome(fields, 'lost').length > 0;

function counts(converted: readonly Converted[]): Readonly<Record<Outcome, number>> {
  const fields = converted.flatMap((each) => each.fields);
  const of = (outcome: Outcome) => withOutcome(fields, outcome).length;
  return { lost: of('lost'), changed: of('changed'), idle: of('idle'), carried: of('carried') };
}

/** For programs: fields are only added within a `schemaVersion`. */
export function asJson({ version, converted, others }: Report): string {
  const done = converted.filter(({ deployment }) => deployment !== undefined).length;
  const report = {
    schemaVersion: 1,
    tool: { name: 'sluice', version },
    summary: { converted: done, refused: converted.length - done, ...counts(converted), others: others.length },
    clusters: converted.map(({ deployment, obstacles, advice, fields, steps, ...about }) => ({
      ...about,
      ...(deployment && { deployment: deployment.metadata.name }),
      obstacles,
      fields,
      handOver: steps,
      advice: advice.map(({ rule, path, message, fix }) => ({
        rule,
        path,
        message,
        ...(fix !== undefined && { fix }),
      })),
    })),
    others,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** For the eyes: one block for each FlinkCluster. */
export function asHuman({ converted, others }: Report, view: View): string {
  const blocks = converted.map((each) => `${block(each, view).join('\n')}\n\n`);
  const left = others.map((other) => `not converted: ${printable(other)}\n`).join('');
  return `${blocks.join('')}${left}${closing(converted, view)}\n`;
}

const indent = 10;

function block(converted: Converted, view: View): string[] {
  const { colors } = view;
  const { name, namespace, file, deployment, obstacles } = converted;
  const title = printable(namespace === undefined ? name : `${namespace}/${name}`);
  const head = `${colors.bold(`FlinkCluster ${title}`)} (${file})`;
  if (obstacles.length > 0) {
    const rows = obstacles.flatMap(({ path, message, fix }) =>
      row('in the way', `${path} ${message}${fix === '' ? '' : ` (${fix})`}`, view, colors.red),
    );
    return [`${head}: ${colors.red('is not converted')}`, ...rows];
  }
  return [
    `${head} → FlinkDeployment ${deployment?.metadata.name}`,
    ...told(converted, view),
    ...(view.quiet ? [] : stepsOf(converted, view)),
  ];
}

function told({ fields, advice }: Converted, view: View): string[] {
  const { colors, verbose, quiet } = view;
  const paints = { lost: colors.red, changed: colors.yellow, idle: colors.dim, carried: colors.dim };
  const shown = quiet ? outcomes.slice(0, 1) : verbose ? outcomes : outcomes.slice(0, -1);
  const rows = shown.flatMap((outcome) =>
    withOutcome(fields, outcome).flatMap((field) => row(outcome, sentence(field), view, paints[outcome])),
  );
  const carried = withOutcome(fields, 'carried').length;
  const rest =
    quiet || verbose || carried === 0 ? [] : row('carried', `${carried} fields (-v lists them)`, view, colors.dim);
  const advised = (quiet ? [] : advice).flatMap(({ path, message, rule }) =>
    row('advice', `${path} ${message} [${rule}]`, view),
  );
  return [...rows, ...rest, ...advised];
}

function sentence({ path, to, note, implied }: FieldReport): string {
  const place = implied ? `${path} (left out)` : path;
  return [place, ...(to === undefined ? [] : [`→ ${to}`])].join(' ') + (note === undefined ? '' : `: ${note}`);
}

function stepsOf({ steps }: Converted, view: View): string[] {
  return [
    '',
    view.colors.bold('  From the one to the other'),
    ...steps.flatMap(({ text, commands }, index) => [
      ...row(`${index + 1}.`, text, view, undefined, 3),
      ...commands.map((command) => `      ${view.colors.cyan(printable(command))}`),
    ]),
  ];
}

/** Commands are not broken, so that they can be copied. */
function row(label: string, text: string, { width }: View, paint = (line: string) => line, column = indent): string[] {
  return wrap(printable(text), Math.max(width - column - 3, 20)).map(
    (line, index) => `  ${(index === 0 ? label : '').padEnd(column)} ${paint(line)}`,
  );
}

function closing(converted: readonly Converted[], { colors }: View): string {
  if (converted.length === 0) return 'there is no FlinkCluster';
  const { lost, changed } = counts(converted);
  const refused = converted.filter(({ deployment }) => deployment === undefined).length;
  const parts = [
    `${converted.length - refused} converted`,
    ...(refused > 0 ? [colors.red(`${refused} not converted`)] : []),
    `${changed} fields changed`,
  ];
  return `${parts.join(', ')}: ${lost === 0 ? colors.green('none lost') : colors.red(`${lost} lost`)}`;
}
