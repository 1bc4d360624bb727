import { endOfDigits } from './java-text.ts';
import { parseJavaLong } from './scalar.ts';

/** A version as FlinkCluster's `flinkVersion` holds it: any count of numbers, perhaps a pre-release and metadata. */
export interface LooseVersion {
  readonly numbers: readonly number[];
  readonly preRelease: string;
}

/** The part of a pre-release or of metadata between two dots. */
const identifiers = /^[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*$/;
/** No version is longer; it bounds what the pattern sees. */
const maxLength = 256;

/**
 * `1.14`, `v1.17rc1`, `1.14-SNAPSHOT`, `1.2.3.4.5+build`. A pre-release may follow without `-` where it begins with a
 * letter. `undefined` for what is no version.
 */
export function parseLooseVersion(text: string): LooseVersion | undefined {
  if (text.length > maxLength) return undefined;
  const numbers: number[] = [];
  let at = text.startsWith('v') ? 1 : 0;
  for (;;) {
    const end = endOfDigits(text, at);
    const digits = text.slice(at, end);
    if (parseJavaLong(digits) === undefined) return undefined;
    numbers.push(Number(digits));
    at = end;
    if (text.charAt(at) !== '.') break;
    at++;
  }
  const plus = text.indexOf('+', at);
  const rest = text.slice(at, plus < 0 ? text.length : plus);
  if (plus >= 0 && !identifiers.test(text.slice(plus + 1))) return undefined;
  if (rest === '') return { numbers, preRelease: '' };
  const behindDash = rest.startsWith('-') ? rest.slice(1) : '';
  // A lone dash is a pre-release of its own, and so is one before a dot.
  const preRelease = identifiers.test(behindDash) ? behindDash : rest;
  return identifiers.test(preRelease) ? { numbers, preRelease } : undefined;
}

/** Negative, zero or positive, oldest first. Missing numbers count as 0; `1.14-SNAPSHOT` comes before `1.14`. */
export function compareLooseVersions(a: LooseVersion, b: LooseVersion): number {
  const count = Math.max(a.numbers.length, b.numbers.length);
  for (let i = 0; i < count; i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = compareParts(left[i] ?? '', right[i] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

const numeric = /^-?\d+$/;

/** Numbers come before words; a missing part comes before a number but after a word. */
function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  const aIsNumber = numeric.test(a);
  const bIsNumber = numeric.test(b);
  if (a === '') return bIsNumber ? -1 : 1;
  if (b === '') return aIsNumber ? 1 : -1;
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (aIsNumber) return Math.sign(Number(a) - Number(b));
  return a > b ? 1 : -1;
}
