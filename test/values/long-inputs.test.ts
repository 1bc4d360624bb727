import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkQuartzCron, nextCronTime } from '../../src/values/cron.ts';
import { parseDuration } from '../../src/values/duration.ts';
import { parseExcludedPeriod } from '../../src/values/excluded-period.ts';
import { parseFlinkConf } from '../../src/values/flink-conf.ts';
import { flattenConfiguration } from '../../src/values/flink-configuration.ts';
import { isFlinkVersion } from '../../src/values/flink-version.ts';
import { isIpv6Literal } from '../../src/values/ipv6-literal.ts';
import { parseJavaDouble } from '../../src/values/java-double.ts';
import { isBlank, javaTrim } from '../../src/values/java-text.ts';
import { parseJavaUri } from '../../src/values/java-uri.ts';
import { checkIngressTemplate, suspiciousIngressTemplate } from '../../src/values/java-url.ts';
import { isDns1123Subdomain, isLabelValue, isQualifiedName } from '../../src/values/kubernetes-name.ts';
import { parseList, parseMap } from '../../src/values/list.ts';
import { maskSecret } from '../../src/values/mask-secret.ts';
import { memoryUnitSurprise, parseMemorySize, parseResourceMemory } from '../../src/values/memory-size.ts';
import { formatQuantity, parseQuantity } from '../../src/values/quantity.ts';
import { parseBoolean, parseJavaInt, parseJavaLong } from '../../src/values/scalar.ts';
import { parseLooseVersion } from '../../src/values/semantic-version.ts';

const functions: Record<string, (text: string) => unknown> = {
  checkQuartzCron,
  nextCronTime: (text) => nextCronTime(text, new Date(0)),
  parseDuration,
  parseExcludedPeriod,
  parseFlinkConf,
  flattenConfiguration: (text) => flattenConfiguration({ [text]: { a: text } }).text(`${text}.a`),
  isFlinkVersion,
  isIpv6Literal: (text) => isIpv6Literal(text, Number.MAX_SAFE_INTEGER),
  parseJavaDouble,
  isBlank,
  javaTrim,
  parseJavaUri,
  checkIngressTemplate: (text) => checkIngressTemplate(text, 'app', 'flink'),
  suspiciousIngressTemplate: (text) => suspiciousIngressTemplate(text, 'app', 'flink'),
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  parseList,
  parseMap,
  maskSecret: (text) => maskSecret(text, text),
  parseMemorySize,
  parseResourceMemory,
  memoryUnitSurprise,
  parseQuantity: (text) => {
    const quantity = parseQuantity(text);
    return quantity && formatQuantity(quantity);
  },
  parseBoolean,
  parseJavaInt,
  parseJavaLong,
  parseLooseVersion,
};

const size = 100_000;
const fill = (piece: string) => piece.repeat(Math.ceil(size / piece.length));

const inputs = [
  ...[
    '0',
    '9',
    '1.',
    '1,',
    '1-',
    ' ',
    '\t ',
    'a',
    'a.',
    'a-',
    '-',
    '.',
    ':',
    '::',
    ';',
    ',',
    "'",
    '"',
    "''",
    '/',
    '@',
    '[',
    ']',
    '%',
    '%41',
  ],
  ...[
    '{{',
    '{{name}}',
    '* ',
    '?',
    '&&',
    '#',
    '\n',
    'a: b\n',
    '~',
    '+',
    'e',
    '0x',
    'é',
    '\u0000',
    '\ud800',
    '1:',
    'f',
    '0:',
  ],
].map(fill);

/** Each of them behind a beginning that leads a parser astray, and before an end that takes it all back. */
const prefixes = ['', 'https://', 'https://[', '1', '0x1.', "'"];
const endings = ['', '!'];

for (const [name, run] of Object.entries(functions)) {
  test(`${name} takes any long text in linear time`, () => {
    for (const prefix of prefixes) {
      const start = process.cpuUsage();
      for (const input of inputs) for (const ending of endings) run(prefix + input + ending);
      // All of these take some tenths of a second; one that is quadratic takes far longer than the limit.
      const { user } = process.cpuUsage(start);
      assert.ok(user < 8_000_000, `${prefix}: ${user} µs`);
    }
  });
}

test('a megabyte, too', () => {
  for (const run of Object.values(functions))
    for (const piece of ['9', 'a.', "'';", '1:']) run(piece.repeat(1_000_000 / piece.length));
});
