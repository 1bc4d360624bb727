import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation small. V8 lets it grow to three times 16 MiB while documents are parsed, which buys 15 %
 * of time; a linter that shares a build machine with others is better off with the memory (1,000 documents: 130 instead
 * of 185 MiB).
 */
export function keepHeapLean(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
