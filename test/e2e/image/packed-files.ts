import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../bench/processes.ts';

export interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly bundled: readonly string[];
  readonly files: readonly { readonly path: string }[];
}

const leftOut = ['node_modules', '.git', 'dist', 'coverage'];

/** What `npm publish` would send, of a copy of the checkout with this `dist`, so that the checkout is left as it is. */
export async function packedFiles(checkout: string, dist: string): Promise<Packed> {
  const copy = mkdtempSync(path.join(tmpdir(), 'sluice-pack-'));
  try {
    const filter = (source: string) => !leftOut.includes(path.relative(checkout, source));
    cpSync(checkout, copy, { recursive: true, filter });
    cpSync(dist, path.join(copy, 'dist'), { recursive: true });
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [packed] = JSON.parse(await run('npm', args, { cwd: copy })) as [Packed];
    return packed;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
