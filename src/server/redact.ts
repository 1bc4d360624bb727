import { isSensitiveKey } from '../values/mask-secret.ts';

const mask = '******';
const depthLimit = 64;
const textLimit = 16 * 1024;

/** The JSON of a body as a value that may be logged; `undefined` where it is no JSON. */
export function redacted(body: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  return cleaned(value, '', 0);
}

/**
 * Masks what may be a secret by where it stands: values of telling keys, of environment variables and of Secrets,
 * credentials in URLs and arguments, and the annotation in which kubectl keeps the whole object once more.
 */
function cleaned(value: unknown, key: string, depth: number): unknown {
  if (depth > depthLimit) return mask;
  if (typeof value === 'string') return isSensitiveKey(key) ? mask : cleanedText(value, key);
  if (typeof value !== 'object' || value === null) return isSensitiveKey(key) && value !== null ? mask : value;
  if (Array.isArray(value)) return cleanedList(value, key, depth);
  const isSecret = (value as { kind?: unknown }).kind === 'Secret';
  const isVariable = key === 'env' || key === 'envVars';
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const hidden = (isVariable && name === 'value') || (isSecret && (name === 'data' || name === 'stringData'));
      return [name, hidden || name === lastApplied ? mask : cleaned(child, name, depth + 1)];
    }),
  );
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** An argument may hold a secret itself (`--token=…`) or announce it (`--token`, `…`). */
function cleanedList(items: readonly unknown[], key: string, depth: number): unknown[] {
  let announced = false;
  return items.map((item) => {
    const hidden = announced;
    announced = typeof item === 'string' && item.startsWith('-') && !item.includes('=') && isSensitiveKey(item);
    return hidden && typeof item === 'string' ? mask : cleaned(item, key, depth + 1);
  });
}

// Each starts at the beginning of a word only, or a long word would cost the square of its length.
const userInfo = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi;
const assignment = /(?<![\w.-])([\w.-]+)(\s*[=:]\s*)(\S+)/g;
const query = /(\?)\S*/g;

function cleanedText(whole: string, key: string): string {
  const text = whole.length > textLimit ? `${whole.slice(0, textLimit)}…` : whole;
  const bare = text.replace(userInfo, `$1${mask}@`);
  const assigned = bare.replace(assignment, (found, name: string, sign: string) =>
    isSensitiveKey(name) ? `${name}${sign}${mask}` : found,
  );
  // Signed URLs carry their credentials in the query.
  return /uri$/i.test(key) ? assigned.replace(query, `$1${mask}`) : assigned;
}
