import { type Watching, watchDirectory } from '../config/watch-directory.ts';
import { type CertificatePair, type PairFiles, readPair } from './certificate-pair.ts';

export interface CertificateWatchOptions {
  readonly files: PairFiles;
  /** The pair in use. */
  readonly current: CertificatePair;
  readonly everySeconds: number;
  /** A good pair took the place of the last one. */
  replaced(pair: CertificatePair): void;
  /** A pair that cannot be used lies there; the last good one stays in use (S-20). Told once for each. */
  refused(problem: string): void;
}

export interface CertificateWatch extends Watching {
  current(): CertificatePair;
  /** Compares the files with the pair in use at once. */
  look(): Promise<void>;
}

/** Half of a pair is soon followed by the other. */
const againMilliseconds = 500;

/** Follows the files of a certificate for as long as the server lives. */
export function watchCertificate(options: CertificateWatchOptions): CertificateWatch {
  let { current } = options;
  let refused: string | undefined;
  let again: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function compare(): Promise<void> {
    const found = await readPair(options.files);
    if ('problem' in found) {
      again = setTimeout(() => void look(), againMilliseconds);
      again.unref();
      if (found.problem !== refused) options.refused(found.problem);
      refused = found.problem;
      return;
    }
    refused = undefined;
    if (found.certificate === current.certificate && found.key === current.key) return;
    current = found;
    options.replaced(found);
  }

  function look(): Promise<void> {
    clearTimeout(again);
    looking ??= compare().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  const watching = watchDirectory(options.files.directory, options.everySeconds, () => void look());
  return {
    current: () => current,
    look,
    close() {
      clearTimeout(again);
      watching.close();
    },
  };
}
