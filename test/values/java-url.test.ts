import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkIngressTemplate, renderIngressTemplate, suspiciousIngressTemplate } from '../../src/values/java-url.ts';

const rendered: [string, string][] = [
  ['{{name}}.example.com', 'http://app.example.com'],
  ['https://{{Name}}.{{NAMESPACE}}.example.com', 'https://app.flink.example.com'],
  ['HTTP://Example.com', 'HTTP://Example.com'],
  ['/{{namespace}}/{{name}}(/|$)(.*)', 'http:///flink/app(/|$)(.*)'],
  ['ftp://example.com', 'http://ftp://example.com'],
  ['{{ name }}', 'http://{{ name }}'],
];
for (const [template, url] of rendered) {
  test(`ingress template ${template}`, () => assert.equal(renderIngressTemplate(template, 'app', 'flink'), url));
}

test('a name is put in as it is', () => {
  assert.equal(renderIngressTemplate('{{name}}', 'a$1$&', 'flink'), 'http://a$1$&');
});

const readable = [
  ...[
    '',
    ' ',
    '/',
    '/{{namespace}}/{{name}}',
    'example.com',
    'example.com:',
    'example.com:80',
    'example.com:65536',
    'example.com:-1',
  ],
  ...[
    'exa mple.com',
    '{{unknown}}.example.com',
    'user:secret@example.com',
    'a@b@c:x',
    'example.com?a:b',
    'example.com#a:b',
  ],
  ...[
    'http://[::1]/x',
    '[::1]:',
    '[::1]:80',
    '[00001::]',
    '[fe80::1%eth0]',
    '//share:x',
    'example.com:+80',
    'bad_host',
  ],
];
for (const template of readable) {
  test(`Java reads ${JSON.stringify(template)}`, () => {
    assert.equal(checkIngressTemplate(template, 'app', 'flink'), undefined);
  });
}

const unreadable: [string, RegExp][] = [
  ['{{name}}:{{namespace}}', /port "flink" is no number/],
  ['example.com:-2', /port -2 is negative/],
  ['https://h:1x', /port "1x"/],
  ['example.com:2147483648', /port "2147483648"/],
  [`example.com:${'1'.repeat(60)}`, /port "1{40}…"/],
  ['http://[::1', /not closed/],
  ['http://[]', /not closed/],
  ['http://[zz]', /"\[zz\]", no IPv6 address/],
  ['http://[::1%]', /no IPv6 address/],
  ['http://[::1%a\u0001]', /no IPv6 address/],
  ['http://[::1]x', /text between/],
  ['http://[::1]:x', /port "x"/],
  ['exam\tple.com', /control character/],
];
for (const [template, reason] of unreadable) {
  test(`Java cannot read ${JSON.stringify(template)}`, () => {
    assert.match(checkIngressTemplate(template, 'app', 'flink') ?? 'readable', reason);
  });
}

const suspicious: [string, RegExp][] = [
  [' ', /is blank/],
  ['', /is blank/],
  ['{{unknown}}.example.com', /"\{\{unknown\}\}", but only/],
  ['{{ name }}.example.com', /"\{\{ name \}\}", but only/],
  ['exa mple.com', /blanks/],
  ['example.com:65536', /between 1 and 65535/],
  ['example.com:0', /between 1 and 65535/],
  ['example.com:-1', /between 1 and 65535/],
  ['http://[::1]:70000/', /between 1 and 65535/],
];
for (const [template, reason] of suspicious) {
  test(`suspicious: ${JSON.stringify(template)}`, () => {
    assert.match(suspiciousIngressTemplate(template, 'app', 'flink') ?? 'fine', reason);
  });
}

const fine = [
  '{{name}}.example.com',
  '/{{namespace}}/{{name}}(/|$)(.*)',
  'https://a:8443/',
  'http://[::1]/',
  'u:p@a.example.com',
  'a:',
];
for (const template of fine) {
  test(`not suspicious: ${template}`, () =>
    assert.equal(suspiciousIngressTemplate(template, 'app', 'flink'), undefined));
}

test('any template can be judged', () => {
  const unit = fc.constantFrom('{{name}}', '{{', '}}', ':', '/', '[', ']', '@', '8', 'a', ' ', '%', '::');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (template) => {
      checkIngressTemplate(template, 'app', 'flink');
      suspiciousIngressTemplate(template, 'app', 'flink');
    }),
  );
});
