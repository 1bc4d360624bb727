import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TlsFiles } from '../../../src/flink/tls.ts';
import { authority, clientPair, serverPair } from '../keys.ts';
import { run } from '../processes.ts';

/** The two sides of a REST server that speaks https and asks its callers who they are. */
export interface SessionKeys {
  /** Flink's own keys, with stores as Java reads them. */
  readonly configuration: Readonly<Record<string, string | boolean>>;
  /** Of a caller. */
  readonly files: Required<Omit<TlsFiles, 'verifyHost'>>;
}

const password = 'of-the-bench';

/** Makes keys in a directory, with `openssl` and the `keytool` of Java; two seconds. */
export async function makeSessionKeys(directory: string): Promise<SessionKeys> {
  const put = (name: string, text: string) => {
    const file = path.join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const ca = await authority('flink-bench');
  const server = await serverPair(ca, 'flink', ['127.0.0.1']);
  const client = await clientPair(ca, 'caller');
  const files = {
    authority: put('ca.pem', ca.certificate),
    certificate: put('client.pem', client.certificate),
    key: put('client.key', client.key),
  };
  const [keyStore, trustStore] = [path.join(directory, 'keys.p12'), path.join(directory, 'trust.p12')];
  const pair = ['-in', put('server.pem', server.certificate), '-inkey', put('server.key', server.key)];
  await run('openssl', ['pkcs12', '-export', ...pair, '-out', keyStore, '-passout', `pass:${password}`]);
  const trusted = ['-alias', 'ca', '-file', files.authority, '-keystore', trustStore, '-storetype', 'PKCS12'];
  await run('keytool', ['-importcert', '-noprompt', ...trusted, '-storepass', password]);
  return {
    files,
    configuration: {
      'security.ssl.rest.enabled': true,
      'security.ssl.rest.authentication-enabled': true,
      'security.ssl.rest.keystore': keyStore,
      'security.ssl.rest.keystore-type': 'PKCS12',
      'security.ssl.rest.keystore-password': password,
      'security.ssl.rest.key-password': password,
      'security.ssl.rest.truststore': trustStore,
      'security.ssl.rest.truststore-type': 'PKCS12',
      'security.ssl.rest.truststore-password': password,
    },
  };
}
