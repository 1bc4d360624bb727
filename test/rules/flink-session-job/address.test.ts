import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAddress, literalAddress } from '../../../src/rules/flink-session-job/address.ts';

const verdicts = {
  public: [
    '203.0.112.255',
    '8.8.8.8',
    '11.0.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '169.253.1.1',
    '100.63.255.255',
    '100.128.0.0',
    '2606:4700::1',
  ],
  restricted: [
    '127.0.0.1',
    '127.255.255.255',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '0.0.0.0',
    '224.0.0.1',
    '239.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '::ffff:a00:1',
  ],
  odd: [
    '240.0.0.1',
    '255.255.255.255',
    '0.1.2.3',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.10',
    '2001:db8::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::7f00:1',
    'nonsense',
  ],
};

for (const [verdict, addresses] of Object.entries(verdicts)) {
  for (const address of addresses) {
    test(`${address} is ${verdict}`, () => {
      const judged = judgeAddress(address);
      assert.equal(judged.verdict, verdict);
      assert.ok(judged.description.length > 0);
    });
  }
}

const hosts: [host: string, address: string | undefined][] = [
  ['[::1]', '::1'],
  ['10.0.0.1', '10.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['4294967295', '255.255.255.255'],
  ['4294967296', undefined],
  ['0x7f000001', undefined],
  ['repo.example.com', undefined],
];

for (const [host, address] of hosts) {
  test(`host ${host} ${address === undefined ? 'is a name' : `is ${address}`}`, () => {
    assert.equal(literalAddress(host), address);
  });
}
