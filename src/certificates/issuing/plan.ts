import type { X509Certificate } from 'node:crypto';
import { uncoveredNames } from '../certificate-pair.ts';
import { backdated } from '../make-certificates.ts';
import {
  type BrokenCertificates,
  holds,
  mostAuthorities,
  type StoredCertificates,
  signerOf,
} from './stored-certificates.ts';

/** All that the next step depends on. */
export interface Observed {
  readonly now: Date;
  readonly stored: StoredCertificates | BrokenCertificates | 'missing';
  /** The last whole content of the Secret that this process has seen. */
  readonly lastGood: StoredCertificates | undefined;
  /** What a person has asked for. */
  readonly requested: 'leaf' | 'ca' | undefined;
  /** What the registrations tell callers to trust now, and what they must trust to believe this replica. */
  readonly trusted: readonly X509Certificate[];
  /**
   * For how many milliseconds all registrations have carried what the Secret says, `undefined` where they do not;
   * `not yet` where this process has still to tell them.
   */
  readonly publishedFor: number | undefined | 'not yet';
  /** SHA-256 of the certificate that each replica serves; `undefined` for one that does not answer. */
  readonly served: readonly (string | undefined)[];
  /** How many milliseconds the replicas have been waited for. */
  readonly waitedForReplicas: number;
  /** The names that the certificate must be valid for. */
  readonly names: readonly string[];
}

export type Step =
  /** A new CA and a certificate from it; `keep` are CAs that callers trust already. */
  | { readonly type: 'startAnew'; readonly keep: readonly X509Certificate[] }
  /**
   * A new CA beside those of `from`, whose certificate is served until callers trust the new CA. `keep` are more CAs
   * that callers trust already.
   */
  | { readonly type: 'addAuthority'; readonly from: StoredCertificates; readonly keep: readonly X509Certificate[] }
  /** A new certificate from the newest CA. */
  | { readonly type: 'issueLeaf'; readonly from: StoredCertificates }
  /** No caller needs the older CAs any more. */
  | { readonly type: 'dropOldAuthorities'; readonly from: StoredCertificates }
  /** Callers are told what to trust. */
  | { readonly type: 'publish'; readonly stored: StoredCertificates }
  /** Replicas may serve certificates of CAs that somebody has left out of the Secret. */
  | { readonly type: 'keepAuthorities'; readonly from: StoredCertificates; readonly keep: readonly X509Certificate[] }
  | { readonly type: 'restore'; readonly from: StoredCertificates; readonly keep: readonly X509Certificate[] }
  | { readonly type: 'wait'; readonly milliseconds: number; readonly reason: string };

export interface PlanTimes {
  /** How long API servers may take to use a changed registration. */
  readonly takeOver: number;
  /** After which a replica that does not answer is no longer waited for: its pod is hung, or on a dead node. */
  readonly silentReplica: number;
}

export const usualPlanTimes: PlanTimes = { takeOver: 5000, silentReplica: 5 * 60_000 };

const longestWait = 60 * 60 * 1000;
const shortWait = 1000;

/**
 * The one next step (S-19). Everything is told by what is stored, so that another leader goes on from any point: an
 * older CA beside the newest is a rollover under way, and which of them signed the certificate says how far it is.
 */
export function nextStep(observed: Observed, times: PlanTimes = usualPlanTimes): Step {
  const { stored, now } = observed;
  if (stored === 'missing' || 'problem' in stored) return putBack(observed);
  const [newest] = stored.authorities as [X509Certificate];
  if (!usable(newest, now)) {
    if (stored.signer > 0 && believable(stored, now)) return { type: 'addAuthority', from: stored, keep: [] };
    // By a clock that is wrong they may be good still, so callers go on trusting them.
    return { type: 'startAnew', keep: stored.authorities };
  }
  if (observed.publishedFor === 'not yet') {
    const keep = displaced(stored, observed);
    const room = stored.authorities.length < mostAuthorities;
    return keep.length > 0 && room ? { type: 'keepAuthorities', from: stored, keep } : { type: 'publish', stored };
  }
  if (!usable(stored.leaf, now)) return { type: 'issueLeaf', from: stored };
  if (stored.signer > 0) return finishRollover(stored, observed, times);
  // A service that got a new name cannot be called before the certificate knows it, whoever trusts what.
  if (uncoveredNames(stored.leaf, observed.names).length > 0) return { type: 'issueLeaf', from: stored };
  if (observed.requested === 'leaf' || due(stored.leaf) <= now) return { type: 'issueLeaf', from: stored };
  if (stored.authorities.length > 1) return endOverlap(stored, observed, times);
  if (observed.requested === 'ca' || due(newest) <= now) return { type: 'addAuthority', from: stored, keep: [] };
  const next = Math.min(due(newest).getTime(), due(stored.leaf).getTime()) - now.getTime();
  return { type: 'wait', milliseconds: Math.min(next, longestWait), reason: 'nothing is due' };
}

/** The Secret is gone or broken. */
function putBack({ stored, lastGood, trusted, now }: Observed): Step {
  if (!lastGood || !believable(lastGood, now)) return { type: 'startAnew', keep: stillValid(trusted, now) };
  // What this process has seen last may be older than what callers are told.
  const keep = displaced(lastGood, { trusted, now });
  // Whoever deletes the Secret wants new keys; callers must come to trust them before they are used.
  return stored === 'missing'
    ? { type: 'addAuthority', from: lastGood, keep }
    : { type: 'restore', from: lastGood, keep };
}

/** The newest CA signs once every caller trusts it. */
function finishRollover(from: StoredCertificates, { publishedFor }: Observed, { takeOver }: PlanTimes): Step {
  if (typeof publishedFor !== 'number') {
    return { type: 'wait', milliseconds: shortWait, reason: 'the new CA is not published' };
  }
  if (publishedFor >= takeOver) return { type: 'issueLeaf', from };
  return { type: 'wait', milliseconds: takeOver - publishedFor, reason: 'callers take the new CA over' };
}

/** Older CAs go when nobody serves a certificate of theirs. */
function endOverlap(from: StoredCertificates, observed: Observed, { takeOver, silentReplica }: PlanTimes): Step {
  const { served, waitedForReplicas, publishedFor } = observed;
  const current = from.leaf.fingerprint256;
  const others = served.filter((fingerprint) => fingerprint !== undefined && fingerprint !== current).length;
  const silent = served.filter((fingerprint) => fingerprint === undefined).length;
  if (typeof publishedFor !== 'number' || others > 0 || (silent > 0 && waitedForReplicas < silentReplica)) {
    return { type: 'wait', milliseconds: shortWait, reason: 'replicas take the new certificate over' };
  }
  // One that is on no list yet may have begun with the certificate of before, or may still wait for callers to take the
  // new CA over, where that was published after the certificate.
  const left = Math.max(takeOver - waitedForReplicas, 2 * takeOver - publishedFor);
  if (left > 0) return { type: 'wait', milliseconds: left, reason: 'replicas may be starting' };
  return { type: 'dropOldAuthorities', from };
}

/** What callers trust beside it. */
function displaced({ authorities }: StoredCertificates, { trusted, now }: Pick<Observed, 'trusted' | 'now'>) {
  return stillValid(trusted, now).filter((authority) => !holds(authorities, authority));
}

/** A clock that was ahead leaves certificates behind that begin in the future. */
export function usable({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now < validToDate;
}

function believable(stored: StoredCertificates, now: Date): boolean {
  return usable(stored.leaf, now) && usable(signerOf(stored), now);
}

function stillValid(certificates: readonly X509Certificate[], now: Date): X509Certificate[] {
  return certificates.filter((certificate) => certificate.ca && now < certificate.validToDate);
}

/**
 * After two thirds of a certificate's life, up to a twentieth later: not all clusters at the same hour. Its life begins
 * when it was made, and not where it was dated back to.
 */
export function due({ validFromDate, validToDate, fingerprint256 }: X509Certificate): Date {
  const life = validToDate.getTime() - validFromDate.getTime();
  const begin = validFromDate.getTime() + (life > backdated ? backdated : 0);
  const jitter = Number.parseInt(fingerprint256.slice(0, 2), 16) / 256;
  return new Date(begin + (validToDate.getTime() - begin) * (2 / 3 - jitter / 20));
}
