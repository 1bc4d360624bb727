import path from 'node:path';
import { isObject, type JsonObject } from '../../values/json.ts';
import { Lines } from '../manifest/lines.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { objectsOf } from '../manifest/objects.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { checkDocument } from './check-document.ts';
import type { FileSettings, SettingsByFile } from './file-settings.ts';
import type { LintedDocument, LintFinding } from './report.ts';

/** A file, or some documents of a long one, that is read and checked in one go. */
export interface Unit {
  /** As people know the file. */
  readonly name: string;
  /** Absolute; left out for stdin. */
  readonly path?: string;
  readonly text: string;
  /** Lines of the file before this text. */
  readonly linesBefore: number;
}

/** What was found in a unit. Documents are counted from its start. */
export interface UnitResult {
  readonly findings: readonly LintFinding[];
  readonly documents: readonly LintedDocument[];
  /** Empty ones included. */
  readonly documentCount: number;
  readonly suppressed: number;
  /** Rules that broke down: our fault, not that of the file. */
  readonly brokenRules: readonly string[];
}

export interface ShardOptions {
  readonly cwd: string;
  readonly strictKinds?: boolean;
}

interface Read {
  readonly unit: Unit;
  readonly settings: FileSettings;
  readonly manifest: Manifest;
}

/** Reads units, and checks them once it is known what else there is (C-08). A run has one, or one in each thread. */
export class Shard {
  private readonly reads: Read[] = [];
  private readonly settings: SettingsByFile;
  private readonly options: ShardOptions;

  constructor(settings: SettingsByFile, options: ShardOptions) {
    this.settings = settings;
    this.options = options;
  }

  async read(unit: Unit): Promise<void> {
    const settings = await this.settings.of(unit.path === undefined ? this.options.cwd : path.dirname(unit.path));
    const manifest = readManifest(unit.name, unit.text);
    settings.gather(manifest.documents.flatMap(({ value }) => objectsOf(value)));
    this.reads.push({ unit, settings, manifest });
  }

  get documentCount(): number {
    return this.reads.reduce((sum, { manifest }) => sum + manifest.documents.length, 0);
  }

  /** Whether anything here refers to another object. */
  get refersToOthers(): boolean {
    return this.reads.some(({ manifest }) => {
      return manifest.documents.some(({ value }) => objectsOf(value).some(({ object }) => refers(object)));
    });
  }

  /** Checks the units in the order in which they were read; `progress` is told after every document. */
  async check(progress?: () => Promise<void> | undefined): Promise<UnitResult[]> {
    const results: UnitResult[] = [];
    // What is checked can be forgotten; a long run keeps only what it has not got to.
    for (let read = this.reads.shift(); read; read = this.reads.shift()) {
      results.push(await this.checkUnit(read, progress));
    }
    return results;
  }

  private async checkUnit(
    { unit, settings, manifest }: Read,
    progress?: () => Promise<void> | undefined,
  ): Promise<UnitResult> {
    const { strictKinds } = this.options;
    const lines = new Lines(manifest.text);
    const checked = [];
    for (const document of manifest.documents) {
      await progress?.();
      if (document.value === null) continue;
      const place = { manifest, document, lines };
      checked.push(
        await checkDocument(place, { ...settings.judging, ...(strictKinds !== undefined && { strictKinds }) }),
      );
    }
    const findings = settings.weighed(
      checked.flatMap((each) => each.findings),
      unit.path,
    );
    return {
      findings: findings.map((finding) => moved(finding, unit.linesBefore)),
      documents: checked.map(({ document }) => ({ ...document, line: document.line + unit.linesBefore })),
      documentCount: manifest.documents.length,
      suppressed: checked.reduce((sum, { suppressed }) => sum + suppressed, 0),
      brokenRules: checked.flatMap(({ brokenRules }) => brokenRules),
    };
  }
}

function refers({ kind, metadata }: JsonObject): boolean {
  return isObject(metadata) && (kind === 'FlinkSessionJob' || kind === 'FlinkStateSnapshot');
}

function moved(finding: LintFinding, lines: number): LintFinding {
  return lines === 0 ? finding : { ...finding, line: finding.line + lines, endLine: finding.endLine + lines };
}
