import type { Entry, Installation, Look, Parts } from './look.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What to do about it; the command is for a shell, and can be run as it is. */
export interface Fix {
  readonly text: string;
  readonly command?: string;
}

/** One thing that is wrong. */
export interface Problem {
  /** As kubectl writes it: service/sluice-webhook -n sluice. */
  readonly object: string;
  readonly what: string;
  readonly fix: Fix;
}

/** One way in which an installation can be wrong. Pure: what it does not find in the look, it does not know. */
export interface Check {
  readonly id: string;
  readonly severity: Severity;
  /** What it finds; a row of docs/doctor.md. */
  readonly summary: string;
  /** Why that matters, in one sentence. */
  readonly why: string;
  find(look: Look): Iterable<Problem>;
}

export interface Finding extends Problem {
  readonly id: string;
  readonly severity: Severity;
  readonly why: string;
}

const gravity: readonly Severity[] = ['error', 'warning', 'info'];

/** All findings, the gravest first. */
export function findAll(checks: readonly Check[], look: Look): Finding[] {
  const found = checks.flatMap(({ id, severity, why, find }) =>
    [...find(look)].map((problem): Finding => ({ id, severity, why, ...problem })),
  );
  return found.sort((one, other) => gravity.indexOf(one.severity) - gravity.indexOf(other.severity));
}

/** A check of each installation. */
export const ofInstallation = (find: (installation: Installation, look: Look) => Iterable<Problem>) =>
  function* (look: Look): Iterable<Problem> {
    for (const installation of look.installations) yield* find(installation, look);
  };

/** A check of what an installation has in the cluster. */
export const ofParts = (find: (parts: Parts, installation: Installation, look: Look) => Iterable<Problem>) =>
  ofInstallation(function* (installation, look) {
    if (installation.parts) yield* find(installation.parts, installation, look);
  });

/** A check of single webhooks: those that fail are named together, one problem for each configuration. */
export const ofWebhooks = (
  wrong: (entry: Entry, look: Look, installation: Installation) => boolean,
  told: (entries: readonly Entry[], installation: Installation, look: Look) => Omit<Problem, 'object'>,
) =>
  ofInstallation(function* (installation, look) {
    const found = installation.entries.filter((entry) => wrong(entry, look, installation));
    for (const entries of Map.groupBy(found, configurationOf).values()) {
      const [first] = entries;
      if (first) yield { object: configurationOf(first), ...told(entries, installation, look) };
    }
  });

/** As kubectl names it. */
export function configurationOf({ side, configuration }: Entry): string {
  return `${side}webhookconfiguration/${configuration}`;
}

export function namesOf(entries: readonly Entry[]): string {
  return entries.map(({ webhook }) => webhook.name).join(', ');
}
