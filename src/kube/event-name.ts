import { createHash } from 'node:crypto';

/** What makes two events the same one. */
export interface EventIdentity {
  readonly component: string;
  readonly type: string;
  readonly reason: string;
  /** The key that the caller gave to it, else its message before it is cut. */
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The name under which the reference operator keeps an event and looks for it: `<Component>.<31-bit hash>`. */
export function eventName(event: EventIdentity): string {
  const { component, reason, key, type, kind, name, uid } = event;
  return `${component}.${javaHash(reason + key + type + kind + name + uid) & 0x7fffffff}`;
}

/** Another name for an event whose first one is taken by a different event. */
export function longEventName(event: EventIdentity): string {
  const { component, reason, key, type, kind, name, uid } = event;
  const parts = JSON.stringify([component, reason, key, type, kind, name, uid]);
  return `${eventName(event)}.${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`;
}

/** `String.hashCode` of Java: over UTF-16 code units, in 32 bits. */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}
