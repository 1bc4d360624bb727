import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readingError, UsageError } from '../errors.ts';
import { IgnoreFiles } from './ignore-files.ts';

/** Something to read: a file, or what is piped in. */
export interface InputFile {
  /** Relative with `/` where it is below the working directory; `<stdin>`. */
  readonly name: string;
  /** Absolute; left out for stdin. */
  readonly path?: string;
  /** It was come across in a folder; nobody said that it is a manifest. */
  readonly isStray?: true;
}

export interface InputOptions {
  readonly cwd: string;
  /** Whether ignore files count. Default true. */
  readonly ignore?: boolean;
}

interface UnreadableFile {
  readonly name: string;
  /** With the name. */
  readonly message: string;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  /** Named, but not there, or not for us to read. */
  readonly unreadable: readonly UnreadableFile[];
  /** Folders with templates of charts: no YAML before helm has rendered them. */
  readonly templates: readonly string[];
}

const manifestName = /\.(?:ya?ml|json)$/i;
const ownConfiguration = /^\.sluice\.ya?ml$/;

/** Files, folders, globs and `-` as a list of files, each once, in the order given and by name below folders (C-04). */
export async function findInputs(paths: readonly string[], options: InputOptions): Promise<Inputs> {
  const search = new Search(options);
  for (const each of paths) await search.add(each);
  return { files: [...search.files.values()], unreadable: search.unreadable, templates: search.templates };
}

class Search {
  readonly files = new Map<string, InputFile>();
  readonly unreadable: UnreadableFile[] = [];
  readonly templates: string[] = [];
  private readonly cwd: string;
  private readonly ignored: IgnoreFiles | undefined;
  private readonly ignoredEvenIfNamed: IgnoreFiles | undefined;

  constructor({ cwd, ignore = true }: InputOptions) {
    this.cwd = cwd;
    this.ignored = ignore ? new IgnoreFiles(cwd) : undefined;
    // A build result is git-ignored and yet worth a look when it is named.
    this.ignoredEvenIfNamed = ignore ? new IgnoreFiles(cwd, ['.sluiceignore']) : undefined;
  }

  async add(given: string): Promise<void> {
    if (given === '-') {
      this.files.set('-', { name: '<stdin>' });
      return;
    }
    if (/^[a-z][a-z\d+.-]*:\/\//i.test(given)) {
      throw new UsageError(`${given} is not on this machine; pipe it in: curl … | sluice lint -`);
    }
    const full = path.resolve(this.cwd, given);
    if (existsSync(full)) {
      if (statSync(full).isDirectory()) this.walk(full);
      else if (!this.ignoredEvenIfNamed?.ignores(full))
        this.files.set(full, { name: nameOf(full, this.cwd), path: full });
    } else if (/[*?[\]{}]/.test(given)) await this.addGlob(given);
    else this.unreadable.push({ name: given, message: `${given}: there is no such file` });
  }

  private async addGlob(pattern: string): Promise<void> {
    const { glob } = await import('tinyglobby');
    const posix = path.sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
    const found = await glob(posix, {
      cwd: this.cwd,
      absolute: true,
      expandDirectories: false,
      ignore: ['**/node_modules/**'],
    });
    for (const each of found.toSorted()) {
      const full = path.normalize(each);
      if (manifestName.test(full) && !ownConfiguration.test(path.basename(full)) && !this.isIgnored(full))
        this.take(full);
    }
  }

  private walk(folder: string): void {
    if (path.basename(folder) === 'templates' && existsSync(path.join(folder, '..', 'Chart.yaml'))) {
      this.templates.push(nameOf(folder, this.cwd));
      return;
    }
    for (const entry of this.entriesOf(folder)) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules' && !this.isIgnored(full, true))
          this.walk(full);
      } else if (isManifest(entry, full) && !this.isIgnored(full)) this.take(full);
    }
  }

  private entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const name = nameOf(folder, this.cwd);
      this.unreadable.push({ name, message: readingError(name, error) });
      return [];
    }
  }

  private isIgnored(full: string, isFolder = false): boolean {
    return this.ignored?.ignores(full, isFolder) ?? false;
  }

  private take(full: string): void {
    if (!this.files.has(full)) this.files.set(full, { name: nameOf(full, this.cwd), path: full, isStray: true });
  }
}

function isManifest(entry: Dirent, full: string): boolean {
  if (!manifestName.test(entry.name) || ownConfiguration.test(entry.name)) return false;
  return entry.isFile() || (entry.isSymbolicLink() && (statSync(full, { throwIfNoEntry: false })?.isFile() ?? false));
}

/** How a file is called in reports: relative with `/` below the working directory, as it is elsewhere (C-21). */
export function nameOf(full: string, cwd: string): string {
  const relative = path.relative(cwd, full);
  const name = relative === '' ? '.' : relative.startsWith('..') ? full : relative;
  return name.split(path.sep).join('/');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file, without its byte order mark. Throws what `readingError` can say. */
export function readText(file: string): string {
  return decode(readFileSync(file));
}

export function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new Error('is not UTF-8', { cause });
  }
}
