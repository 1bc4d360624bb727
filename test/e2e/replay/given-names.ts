import { promises } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

/*
 * Loaded into a server before its own code (`node --import`): host names have the addresses that the test gives, as a
 * DNS of the bench would tell them, and no others exist. On this layer nobody may change the machine's own resolver.
 */

const names = new Map(Object.entries(JSON.parse(process.env['REPLAY_NAMES'] ?? '{}') as Record<string, string | null>));

async function lookupGiven(host: string): Promise<{ address: string; family: number }[]> {
  const address = names.get(host);
  if (address === undefined || address === null)
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  return [{ address, family: address.includes(':') ? 6 : 4 }];
}

Object.assign(promises, { lookup: lookupGiven });
syncBuiltinESMExports();
