import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type JavaUri, parseJavaUri } from '../../src/values/java-uri.ts';

/** Text; scheme, host, port and path, as java.net.URI gives them. */
const uris: [string, JavaUri][] = [
  ['', { path: '' }],
  ['a.jar', { path: 'a.jar' }],
  ['/a/b.jar', { path: '/a/b.jar' }],
  ['mailto:a@b', { scheme: 'mailto' }],
  ['local:///opt/app.jar', { scheme: 'local', path: '/opt/app.jar' }],
  ['file:/a.jar', { scheme: 'file', path: '/a.jar' }],
  ['s3://b/a.jar', { scheme: 's3', authority: 'b', host: 'b', path: '/a.jar' }],
  ['S3://b/a', { scheme: 'S3', authority: 'b', host: 'b', path: '/a' }],
  ['//repo.example.com/a', { authority: 'repo.example.com', host: 'repo.example.com', path: '/a' }],
  ['https:///a.jar', { scheme: 'https', path: '/a.jar' }],
  ['https://u:p@h:8443/a?b=c#d', { scheme: 'https', authority: 'u:p@h:8443', host: 'h', port: 8443, path: '/a' }],
  ['https://h:/a', { scheme: 'https', authority: 'h:', host: 'h', path: '/a' }],
  ['https://h?q', { scheme: 'https', authority: 'h', host: 'h', path: '' }],
  [
    'https://REPO.example.com./a',
    { scheme: 'https', authority: 'REPO.example.com.', host: 'REPO.example.com.', path: '/a' },
  ],
  ['https://2130706433/a', { scheme: 'https', authority: '2130706433', host: '2130706433', path: '/a' }],
  ['https://0x7f000001/a', { scheme: 'https', authority: '0x7f000001', host: '0x7f000001', path: '/a' }],
  ['https://1.2.3.4:80/', { scheme: 'https', authority: '1.2.3.4:80', host: '1.2.3.4', port: 80, path: '/' }],
  ['https://[::1]/a', { scheme: 'https', authority: '[::1]', host: '[::1]', path: '/a' }],
  ['https://[::1]:8/a', { scheme: 'https', authority: '[::1]:8', host: '[::1]', port: 8, path: '/a' }],
  [
    'https://[::ffff:1.2.3.4]/',
    { scheme: 'https', authority: '[::ffff:1.2.3.4]', host: '[::ffff:1.2.3.4]', path: '/' },
  ],
  ['https://[fe80::1%eth0]/', { scheme: 'https', authority: '[fe80::1%eth0]', host: '[fe80::1%eth0]', path: '/' }],
  ['https://h/%41é?ü#ö', { scheme: 'https', authority: 'h', host: 'h', path: '/%41é' }],
  // No server, but names of some registry: they have no host.
  ['https://bad_host/a', { scheme: 'https', authority: 'bad_host', path: '/a' }],
  ['https://127.1/a', { scheme: 'https', authority: '127.1', path: '/a' }],
  ['https://127.0.0.1./a', { scheme: 'https', authority: '127.0.0.1.', path: '/a' }],
  ['https://256.0.0.1/a', { scheme: 'https', authority: '256.0.0.1', path: '/a' }],
  ['https://a-.b/', { scheme: 'https', authority: 'a-.b', path: '/' }],
  ['https://h:x/', { scheme: 'https', authority: 'h:x', path: '/' }],
  ['https://h:99999999999/', { scheme: 'https', authority: 'h:99999999999', path: '/' }],
  ['https://%41/', { scheme: 'https', authority: '%41', path: '/' }],
  ['https://bücher.example/', { scheme: 'https', authority: 'bücher.example', path: '/' }],
];
for (const [text, parts] of uris) {
  test(`URI ${text}`, () => assert.deepEqual(parseJavaUri(text), parts));
}

const invalid = [
  ...[
    'https:',
    'https://',
    ':a',
    '1a:b',
    'a b',
    'https://repo.example.com/a b.jar',
    'https://h/a\n',
    'https://h/{a}',
    'a|b',
  ],
  ...[
    'https://[::1',
    'https://[::1]x/',
    'https://[:::]/',
    'https://[1:2:3]/',
    'https://[::12345]/',
    'https://[]/',
    'https://a[::1]/',
  ],
  ...[
    'https://[1:2:3:4:5:6:7:8::]/',
    'https://[::1%]/',
    'https://[::1.2.3]/',
    'https://[1.2.3.4]/',
    'https://[1::2::3]/',
  ],
  ...[
    'https://h/%',
    'https://h/%4',
    'https://h/%zz',
    'https://h?%',
    'https://h#%zz',
    'https://%/',
    '#a#b',
    'a\\b',
    'https://h/\u00a0',
  ],
  ...['https://h\u0000/', 'https://u @h/', 'https://h:1 /', 'mailto:a b', 'https://a@b@c^/'],
];
for (const text of invalid) {
  test(`no URI: ${JSON.stringify(text)}`, () => assert.equal(parseJavaUri(text), undefined));
}

test('any text gives a URI or nothing, and a host is part of the text', () => {
  const unit = fc.constantFrom(
    'https',
    ':',
    '/',
    '//',
    'a',
    '.',
    '-',
    '[',
    ']',
    '::',
    '1',
    '%',
    '41',
    '@',
    '?',
    '#',
    'é',
    ' ',
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 14 }), (text) => {
      const host = parseJavaUri(text)?.host;
      assert.ok(host === undefined || (host !== '' && text.includes(host)));
    }),
  );
});
