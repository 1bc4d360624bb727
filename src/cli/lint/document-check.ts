import { judgeManifest } from '../../admission/judge-manifest.ts';
import type { GatePorts } from '../../admission/ports.ts';
import { formatPath, parsePath } from '../../api/field-path.ts';
import { kindNames } from '../../api/kinds.ts';
import type { Finding } from '../../rules/rule.ts';
import { isSensitiveKey } from '../../values/mask-secret.ts';
import type { Lines } from '../manifest/lines.ts';
import { type Aim, locate } from '../manifest/locate.ts';
import type { Manifest, ManifestDocument, Span, TextProblem } from '../manifest/manifest.ts';
import type { PlacedObject } from '../manifest/objects.ts';
import { nearest } from '../suggest.ts';
import { fingerprint } from './fingerprint.ts';
import type { FlinkVersionOverride } from './flink-version-override.ts';
import { ownSeverity } from './own-rules.ts';
import type { LintFinding, Severity } from './report.ts';
import { asSent, type Subject, titleOf } from './subject.ts';
import { annotationOf, annotationPath, commentsIn, type Suppression } from './suppressions.ts';

export interface CheckOptions {
  readonly ports: GatePorts;
  readonly strictKinds?: boolean;
  readonly namespace?: string;
  readonly flinkVersion?: FlinkVersionOverride;
}

export interface Place {
  readonly manifest: Manifest;
  readonly document: ManifestDocument;
  readonly lines: Lines;
}

export interface Found {
  readonly findings: readonly LintFinding[];
  readonly suppressed: number;
  /** Rules that broke down: our fault, not that of the file. */
  readonly brokenRules: readonly string[];
}

interface Draft extends Pick<LintFinding, 'path' | 'rule' | 'message'> {
  readonly at: Span;
  readonly severity?: Severity;
  readonly fix?: string | undefined;
  readonly under?: string | undefined;
  readonly replacement?: string | undefined;
  readonly subject?: Subject | undefined;
}

/** Collects what is wrong with one document, then takes away what is suppressed. */
export class DocumentCheck {
  private readonly place: Place;
  private readonly options: CheckOptions;
  private readonly found: { readonly finding: LintFinding; readonly subject: Subject | undefined }[] = [];
  private readonly broken: string[] = [];
  private readonly comments: readonly Suppression[];

  constructor(place: Place, options: CheckOptions) {
    this.place = place;
    this.options = options;
    this.comments = commentsIn(place.manifest.text, place.document, place.lines);
  }

  subject({ object, at }: PlacedObject): Subject {
    const { namespace, flinkVersion } = this.options;
    const full = asSent(object, namespace, flinkVersion);
    const annotation = annotationOf(full, locate(this.place.document, [...at, ...annotationPath], 'value'));
    return { object: full, at, title: titleOf(object, namespace), annotation };
  }

  /** Whether the object was ours to judge. */
  async judge(subject: Subject): Promise<boolean> {
    const judged = await judgeManifest(subject.object, this.options.ports);
    if (!judged) return this.addUnknownKind(subject);
    this.broken.push(...judged.brokenRules);
    for (const finding of judged.findings) {
      const place = [...subject.at, ...(parsePath(finding.path) ?? [])];
      const at = locate(this.place.document, place, aimOf(finding));
      const { path, rule, severity, message, fix, under } = finding;
      this.add({ at, path, rule, severity, message, fix, under, subject });
    }
    return true;
  }

  private addUnknownKind(subject: Subject): boolean {
    const { apiVersion, kind } = subject.object;
    const group = String(apiVersion).split('/', 1)[0];
    const known = Object.values(kindNames).filter((each) => each.group === group);
    if (known.length === 0 && !this.options.strictKinds) return false;
    const name = `${apiVersion ?? 'no apiVersion'} ${kind ?? 'no kind'}`;
    const wanted = nearest(
      name,
      known.map((each) => `${each.group}/${each.version} ${each.kind}`),
    );
    this.add({
      at: locate(this.place.document, [...subject.at, 'kind'], 'value'),
      path: '$',
      rule: 'kind-unknown',
      severity: known.length === 0 ? 'error' : 'warning',
      message: known.length === 0 ? `${name} is no kind of Flink` : `${group} has no ${name}`,
      fix: wanted && `write ${wanted}`,
      subject,
    });
    return known.length > 0;
  }

  addTextProblems(problems: readonly TextProblem[], subject: Subject | undefined): void {
    for (const problem of problems) {
      const { start, end, rule, message, fix, replacement } = problem;
      this.add({ at: { start, end }, path: '$', rule, message, fix, replacement, subject });
    }
  }

  addSuppressionProblems(subjects: readonly Subject[]): void {
    for (const { at, problems } of this.comments) for (const each of problems) this.add({ ...each, at, path: '$' });
    for (const subject of subjects) {
      const { annotation } = subject;
      const path = formatPath(annotationPath);
      for (const each of annotation?.problems ?? [])
        this.add({ ...each, at: annotation?.at ?? this.place.document.root, path, subject });
    }
  }

  result(subjects: readonly Subject[]): Found {
    const used = new Set<string>();
    const kept = this.found.filter((each) => !this.isSuppressed(each.finding, each.subject, used));
    const suppressed = this.found.length - kept.length;
    this.found.length = 0;
    for (const each of this.comments) this.addUnused(each, used, undefined);
    for (const subject of subjects) if (subject.annotation) this.addUnused(subject.annotation, used, subject);
    const findings = [...kept, ...this.found].map(({ finding }) => finding);
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    return { findings, suppressed, brokenRules: this.broken };
  }

  private isSuppressed({ rule, under, line }: LintFinding, subject: Subject | undefined, used: Set<string>): boolean {
    let hidden = false;
    for (const each of [...this.comments, ...(subject?.annotation ? [subject.annotation] : [])]) {
      if (each.line !== undefined && each.line !== line) continue;
      for (const id of [rule, under]) {
        if (id === undefined || !each.rules.has(id)) continue;
        used.add(`${each.at.start} ${id}`);
        hidden = true;
      }
    }
    return hidden;
  }

  private addUnused({ rules, at, line }: Suppression, used: ReadonlySet<string>, subject: Subject | undefined): void {
    for (const rule of rules) {
      if (used.has(`${at.start} ${rule}`)) continue;
      const where = line === undefined ? 'in this object' : `on line ${line}`;
      this.add({
        at,
        path: subject ? formatPath(annotationPath) : '$',
        rule: 'suppression-unused',
        message: `nothing ${where} is hidden for ${rule}`,
        fix: 'take the suppression away',
        subject,
      });
    }
  }

  private add({ at, subject, severity, fix, under, replacement, ...said }: Draft): void {
    const { manifest, document, lines } = this.place;
    const file = document.source ?? manifest.name;
    const region = lines.region(at);
    const draft = { file, ...subject?.title, ...said };
    const finding: LintFinding = {
      ...draft,
      ...region,
      document: document.index,
      severity: severity ?? ownSeverity(said.rule),
      ...(fix !== undefined && { fix }),
      ...(under !== undefined && { under }),
      fingerprint: fingerprint(draft),
      excerpt: masked(lines.line(region.line)),
      ...(replacement !== undefined && { replacement }),
    };
    this.found.push({ finding, subject });
  }
}

/** A field that may not be there is shown by its name, a wrong value as itself. */
function aimOf({ reason, rule }: Finding): Aim {
  const isAboutName =
    reason === 'FieldValueForbidden' || reason === 'FieldValueRequired' || rule === 'schema-unknown-field';
  return isAboutName ? 'key' : 'value';
}

/** Secrets must not get into reports, which are kept and shown to others. */
function masked(line: string): string {
  if (!isSensitiveKey(line)) return line;
  const [start] = /^\s*(?:- )?["']?[^"':,{}]+["']?\s*:\s*(?=\S)/.exec(line) ?? [];
  return start === undefined ? '******' : `${start}******`;
}
