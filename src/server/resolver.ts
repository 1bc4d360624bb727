import { lookup } from 'node:dns/promises';
import type { Resolver } from '../admission/ports.ts';

export interface ResolverOptions {
  /** Seconds that one answer may take. */
  readonly timeout: number;
  /** The system's own way, with its hosts file and search domains; a test hands over another. */
  readonly ask?: (host: string) => Promise<readonly string[]>;
  /** Milliseconds. */
  readonly now?: () => number;
}

const positiveMilliseconds = 30_000;
const negativeMilliseconds = 5_000;
const cacheSize = 1000;
// A question that hangs holds one of the four threads that also write the log.
const atOnce = 2;

/** No name of DNS does. C libraries read such words as addresses in old spellings, `0x7f000001`, which nobody may use. */
const endsInNumber = /(^|\.)(\d+|0x[\da-f]*)\.?$/;

type Addresses = readonly string[] | 'unknown';

/** Resolves names with a time limit and a small cache, so that neither DNS nor its absence holds up an answer. */
export function createResolver({ timeout, ask = askSystem, now = Date.now }: ResolverOptions): Resolver {
  const cache = new Map<string, { addresses: readonly string[]; until: number }>();
  const asked = new Map<string, Promise<Addresses>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(): Promise<void> {
    if (running < atOnce) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function next(): void {
    const first = waiting.shift();
    if (first) first();
    else running--;
  }

  async function question(host: string): Promise<Addresses> {
    await turn();
    try {
      const addresses = await ask(host);
      remember(host, addresses, positiveMilliseconds);
      return addresses;
    } catch (error) {
      if (!saysNoSuchName(error)) return 'unknown';
      remember(host, [], negativeMilliseconds);
      return [];
    } finally {
      next();
    }
  }

  function remember(host: string, addresses: readonly string[], milliseconds: number): void {
    cache.delete(host);
    // The oldest goes first; a map remembers the order.
    const oldest = cache.size >= cacheSize ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(host, { addresses, until: now() + milliseconds });
  }

  return {
    async resolve(host) {
      const name = host.toLowerCase();
      if (endsInNumber.test(name)) return [];
      const known = cache.get(name);
      if (known && known.until > now()) return known.addresses;
      let answer = asked.get(name);
      if (!answer) {
        if (asked.size >= cacheSize) return 'unknown';
        answer = question(name).finally(() => asked.delete(name));
        asked.set(name, answer);
      }
      return withTimeout(answer, timeout * 1000);
    },
  };
}

function withTimeout(answer: Promise<Addresses>, milliseconds: number): Promise<Addresses> {
  let timer: NodeJS.Timeout;
  const late = new Promise<'unknown'>((resolve) => {
    timer = setTimeout(() => resolve('unknown'), milliseconds);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function askSystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** Not the same as getting no answer: EAI_AGAIN and its like mean that nobody knows. */
function saysNoSuchName(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
