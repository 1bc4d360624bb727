import type { Severity } from './report.ts';

/** A rule about the text of a file, which no server ever sees. */
export interface TextualRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly explanation: string;
  readonly good: string;
  readonly bad: string;
}

/** What `lint` finds besides the rules of the gate. */
export const ownRules: readonly TextualRule[] = [
  {
    id: 'file-unreadable',
    severity: 'error',
    summary: 'Every file that is named can be read and is UTF-8.',
    explanation:
      'The file is missing, may not be read, or holds bytes that are no UTF-8. Nothing in it was checked, which is why ' +
      'the exit code is 3. Files saved by some editors on Windows are UTF-16; save them as UTF-8.',
    good: 'sluice lint deploy/orders.yaml',
    bad: 'sluice lint deploy/ordres.yaml',
  },
  {
    id: 'yaml-syntax',
    severity: 'error',
    summary: 'Every document is YAML that can be sent as JSON.',
    explanation:
      'kubectl cannot read the document, or JSON has no way to write a value of it, such as .nan or a map as key. ' +
      'Nothing in this document was checked; the other documents of the file were. The exit code is 3.',
    good: 'args: [--input, events]',
    bad: 'args: [--input, events',
  },
  {
    id: 'yaml-too-large',
    severity: 'error',
    summary: 'No document is nested so deeply or grows so much by aliases that no API server would take it.',
    explanation:
      'A document of a few lines can stand for millions of values when aliases name aliases. Such a document is not ' +
      'expanded and not checked; the exit code is 3.',
    good: 'a: &a [x, x]\nb: [*a, *a]',
    bad: 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]   # and so on',
  },
  {
    id: 'yaml-duplicate-key',
    severity: 'error',
    summary: 'A key stands only once in a map.',
    explanation:
      'Of two entries with the same key kubectl sends only the last, without a word. Whoever reads the file sees the ' +
      'other one first.',
    good: 'taskmanager.numberOfTaskSlots: "2"',
    bad: 'taskmanager.numberOfTaskSlots: "2"\ntaskmanager.numberOfTaskSlots: "4"',
  },
  {
    id: 'yaml-ambiguous-value',
    severity: 'info',
    summary: 'Values mean the same to kubectl and to every other YAML tool.',
    explanation:
      'kubectl reads yes, no, on, off, y and n as booleans and 0777 as an octal number, as YAML 1.1 did. Editors, ' +
      'formatters and most libraries follow YAML 1.2 and read a text or another number. Sluice judges what kubectl sends.',
    good: 'enabled: true\nlabel: "yes"',
    bad: 'enabled: yes',
  },
  {
    id: 'kind-unknown',
    severity: 'warning',
    summary: 'Objects of the Flink groups have a kind and version that exist.',
    explanation:
      'The group is one of Flink, but it has no such kind in this version, so no operator would ever look at the object. ' +
      'With --strict-kinds every object of another group is reported, too, as an error.',
    good: 'apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment',
    bad: 'apiVersion: flink.apache.org/v1\nkind: FlinkDeployment',
  },
  {
    id: 'suppression-reason-required',
    severity: 'warning',
    summary: 'Whoever hides a finding says why.',
    explanation:
      'A comment or annotation that hides findings counts only with a reason after two dashes, because the next person ' +
      'to see it cannot know whether it still holds.',
    good: '# sluice-disable-next-line job-parallelism-min -- scaled by the autoscaler',
    bad: '# sluice-disable-next-line job-parallelism-min',
  },
  {
    id: 'suppression-unknown-rule',
    severity: 'warning',
    summary: 'Suppressions name rules that exist.',
    explanation: 'A misspelt rule hides nothing. `sluice rules` lists them all.',
    good: '# sluice-disable-next-line job-parallelism-min -- scaled by the autoscaler',
    bad: '# sluice-disable-next-line job-paralelism -- scaled by the autoscaler',
  },
  {
    id: 'suppression-unused',
    severity: 'warning',
    summary: 'Suppressions that hide nothing are taken away.',
    explanation: 'What it once hid is gone. Left where it is, it would hide the next mistake in the same place.',
    good: 'parallelism: 2',
    bad: '# sluice-disable-next-line job-parallelism-min -- scaled by the autoscaler\nparallelism: 2',
  },
];

const severities = new Map(ownRules.map(({ id, severity }) => [id, severity]));

export function ownSeverity(rule: string): Severity {
  return severities.get(rule) ?? 'error';
}

/** The document or file could not be read at all: exit code 3 (C-01). */
export function isUnreadable(rule: string): boolean {
  return rule === 'file-unreadable' || rule === 'yaml-syntax' || rule === 'yaml-too-large';
}
