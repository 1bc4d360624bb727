import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What `.gitignore` and `.sluiceignore` leave out, from the top of the checkout down to the file (C-04). */
export class IgnoreFiles {
  private readonly names: readonly string[];
  private readonly patterns = new Map<string, Ignore | undefined>();
  private readonly folders = new Map<string, readonly string[]>();
  private readonly base: string;

  constructor(base: string, names: readonly string[] = ['.gitignore', '.sluiceignore']) {
    this.base = base;
    this.names = names;
  }

  /** The deepest file that says something about a path decides, as with git. */
  ignores(file: string, isFolder = false): boolean {
    let ignored = false;
    for (const folder of this.foldersAbove(path.dirname(file))) {
      const patterns = this.patternsOf(folder);
      const relative = path.relative(folder, file).split(path.sep).join('/');
      if (!patterns || relative === '') continue;
      const verdict = patterns.test(isFolder ? `${relative}/` : relative);
      if (verdict.ignored) ignored = true;
      else if (verdict.unignored) ignored = false;
    }
    return ignored;
  }

  /** From the top of the checkout, or from the base where there is none, down to the folder. */
  private foldersAbove(folder: string): readonly string[] {
    const known = this.folders.get(folder);
    if (known) return known;
    const ancestors = ancestorsOf(folder);
    const top = ancestors.findIndex((each) => existsSync(path.join(each, '.git')));
    const base = ancestors.indexOf(this.base);
    const chain = ancestors.slice(0, (top === -1 ? Math.max(base, 0) : top) + 1).reverse();
    this.folders.set(folder, chain);
    return chain;
  }

  private patternsOf(folder: string): Ignore | undefined {
    if (this.patterns.has(folder)) return this.patterns.get(folder);
    const texts = this.names
      .map((name) => path.join(folder, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'));
    const patterns = texts.length === 0 ? undefined : ignore().add(texts.join('\n'));
    this.patterns.set(folder, patterns);
    return patterns;
  }
}

/** The folder itself first, the root of the file system last. */
function ancestorsOf(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}
