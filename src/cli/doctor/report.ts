import type { ClusterOptions } from '../cluster-options.ts';
import { wrap } from '../formats/wrap.ts';
import type { Palette } from '../palette.ts';
import { printable } from '../printable.ts';
import type { Finding, Severity } from './check.ts';
import type { Look } from './look.ts';

interface View {
  readonly colors: Palette;
  readonly width: number;
}

/** Commands go to the cluster that was looked at, whatever the current context of the reader is by then. */
export function withAccess(findings: readonly Finding[], { kubeconfig, kubeContext }: ClusterOptions): Finding[] {
  const flags = (context: string) =>
    [
      kubeconfig === undefined ? '' : ` --kubeconfig=${quoted(kubeconfig)}`,
      kubeContext === undefined ? '' : ` ${context}=${quoted(kubeContext)}`,
    ].join('');
  const complete = (text: string) =>
    text
      .replaceAll(/\bkubectl(?= [a-z])/g, () => `kubectl${flags('--context')}`)
      .replaceAll(/\bhelm(?= [a-z])/g, () => `helm${flags('--kube-context')}`)
      .replaceAll(/\bsluice crds apply\b/g, () => `sluice crds apply${flags('--kube-context')}`);
  return findings.map((finding) => {
    const { text, command } = finding.fix;
    return { ...finding, fix: { text, ...(command !== undefined && { command: complete(command) }) } };
  });
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** For programs. */
export function asJson({ installations, apiServer }: Look, findings: readonly Finding[]): string {
  const report = {
    apiServer,
    installations: installations.map(({ name, release, parts }) => ({ name, release, namespace: parts?.namespace })),
    findings,
    counts: countsOf(findings),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** For the eyes: the gravest first; what, why, and what to do. */
export function asHuman(look: Look, findings: readonly Finding[], view: View): string {
  const { colors } = view;
  const looked = look.installations.map(({ name, parts }) =>
    parts ? `${name} in namespace ${parts.namespace}` : `${name}, called by address`,
  );
  const head = looked.length === 0 ? [] : [colors.bold(printable(`Looked at ${looked.join('; ')}.`))];
  return `${[...head, ...findings.map((finding) => block(finding, view)), closing(findings, view)].join('\n\n')}\n`;
}

function block({ id, severity, object, what, why, fix }: Finding, { colors, width }: View): string {
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
  const indented = (text: string) => wrap(printable(text), width - 2).map((line) => `  ${line}`);
  const [first = '', ...rest] = wrap(printable(`→ ${fix.text}`), width - 4);
  return [
    `${paint(severity)} ${colors.bold(printable(object))} ${colors.dim(id)}`,
    ...indented(what),
    ...indented(why).map((line) => colors.dim(line)),
    ...[`  ${first}`, ...rest.map((line) => `    ${line}`)].map((line) => colors.green(line)),
    // Not wrapped, so that it can be copied.
    ...(fix.command === undefined ? [] : [`    ${printable(fix.command)}`]),
  ].join('\n');
}

function closing(findings: readonly Finding[], { colors }: View): string {
  const { errors, warnings, infos } = countsOf(findings);
  const paint = errors > 0 ? colors.red : warnings > 0 ? colors.yellow : colors.green;
  return `${paint(errors > 0 ? '✗' : '✓')} ${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(infos, 'note')}`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function countsOf(findings: readonly Finding[]) {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}
