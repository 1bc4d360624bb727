/** Pieces of a key, in lower case, that tell that its value is nobody's business: Flink's list and those of ours. */
const sensitiveParts = [
  'password',
  'passwd',
  'secret',
  'token',
  'credential',
  'apikey',
  'api-key',
  'api_key',
  'access-key',
  'access.key',
  'access_key',
  'accesskey',
  'private-key',
  'private.key',
  'private_key',
  'privatekey',
  'service-key',
  'fs.azure.account.key',
  'sas-key',
  'auth-params',
  'basic-auth',
  'jaas.config',
  'http-headers',
  'http.header',
  'authorization',
];

const mask = '******';

/** Whether the value of this key must never be shown: in logs, findings, events, metrics. */
export function isSensitiveKey(key: string): boolean {
  const lower = key.toLowerCase();
  return sensitiveParts.some((part) => lower.includes(part));
}

/** The value, or a mask where the key says that it is a secret. */
export function maskSecret(key: string, value: string): string {
  return isSensitiveKey(key) ? mask : value;
}
