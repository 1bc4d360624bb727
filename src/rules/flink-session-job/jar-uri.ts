import type { FieldPath } from '../../api/field-path.ts';
import type { FlinkSessionJob } from '../../api/flink-session-job/types.ts';
import { artifactSchemes, restrictedHostsDisallowed } from '../../values/configuration-options.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { type JavaUri, parseJavaUri } from '../../values/java-uri.ts';
import type { SessionJobFacts } from '../facts.ts';
import { shown } from '../flink-deployment/shown.ts';
import { forbidden, invalid, nothing, notSupported, type Problem, type Rule } from '../rule.ts';
import { type AddressVerdict, judgeAddress, literalAddress } from './address.ts';

type JarRule = Rule<FlinkSessionJob, SessionJobFacts>;

const jar = (uri: string) => `spec: { job: { jarURI: '${uri}' } }`;
const resolve =
  '{ repo.example.com: 151.101.1.69, internal.example.com: 10.1.2.3, odd.example.com: 240.0.0.1, nowhere.example.com: null }';
const good = jar('https://repo.example.com/jobs/word-count.jar');

const fetching =
  'The operator fetches the jar itself, with its own rights and from inside the cluster, before it hands it to the session ' +
  'cluster.';

export const jarUriSyntax: JarRule = {
  id: 'jar-uri-syntax',
  summary: 'The URI of the jar is a URI.',
  explanation: `${fetching} A blank, an unclosed bracket or nothing behind the scheme make a text that no URI is.`,
  examples: { good, bad: jar('https://repo.example.com/word count.jar'), given: { resolve } },
  check({ spec }, at) {
    const uri = spec.job?.jarURI;
    if (uri === undefined || parseJavaUri(uri)) return nothing;
    return [
      invalid(at.spec.job.jarURI, `'${shown(uri)}' is no URI`, {
        fix: 'write it like https://host/path, blanks as %20',
      }),
    ];
  },
};

export const jarUriSchemeMissing: JarRule = {
  id: 'jar-uri-scheme-missing',
  summary: 'The URI of the jar says by which scheme it is fetched.',
  explanation: `${fetching} A path alone does not say where it is to be found: the files of the operator are not those of the cluster.`,
  examples: { good, bad: jar('/opt/flink/word-count.jar'), given: { resolve } },
  net: {
    at: ['spec.job'],
    holds: "!has(self.jarURI) || !self.jarURI.matches('^/?([A-Za-z0-9._-]+/?)*$')",
    field: '.jarURI',
    leaves: 'texts of other characters than names of files have',
  },
  check({ spec }, at, { operatorConfiguration }) {
    const uri = readUri(spec.job?.jarURI);
    if (!uri || uri.scheme !== undefined) return nothing;
    return [
      invalid(at.spec.job.jarURI, `has no scheme; allowed are ${allowedSchemes(operatorConfiguration).join(', ')}`, {
        fix: 'write it like https://host/path',
      }),
    ];
  },
};

export const jarUriSchemeNotAllowed: JarRule = {
  id: 'jar-uri-scheme-not-allowed',
  summary: 'The jar is fetched by a scheme that the platform allows.',
  explanation:
    `${fetching} Which schemes it may use for that is set in the operator's own configuration, by ${artifactSchemes.key}; the ` +
    'default is https alone. The same key in a resource or under a namespace or version does not count.',
  category: 'policy',
  examples: { good, bad: jar('s3://flink/word-count.jar'), given: { resolve } },
  check({ spec }, at, { operatorConfiguration }) {
    const scheme = readUri(spec.job?.jarURI)?.scheme;
    if (scheme === undefined || isAllowed(scheme, operatorConfiguration)) return nothing;
    const allowed = allowedSchemes(operatorConfiguration).join(', ');
    return [
      notSupported(at.spec.job.jarURI, `scheme ${shown(scheme)} is not allowed; allowed are ${shown(allowed)}`, {
        fix: `use an allowed scheme, or have the platform team extend ${artifactSchemes.key}`,
      }),
    ];
  },
};

export const jarUriHostMissing: JarRule = {
  id: 'jar-uri-host-missing',
  summary: 'A jar that is fetched from the web has a host in its URI.',
  explanation: `${fetching} Without a host name that can be read there is no server to ask; underscores and shortened addresses are none.`,
  examples: { good, bad: jar('https:///jobs/word-count.jar'), given: { resolve } },
  check({ spec }, at, { operatorConfiguration }) {
    const uri = guardedUri(spec.job?.jarURI, operatorConfiguration);
    if (!uri || uri.host !== undefined) return nothing;
    const message =
      uri.authority === undefined
        ? 'has no host'
        : `'${shown(uri.authority)}' is no host name; letters, digits, dashes and dots are allowed`;
    return [invalid(at.spec.job.jarURI, message, { fix: 'write it like https://host/path' })];
  },
};

export const jarUriHostUnresolvable: JarRule = {
  id: 'jar-uri-host-unresolvable',
  summary: 'The host of the jar has an address.',
  explanation: `${fetching} A host name that the cluster cannot resolve is usually misspelt, or known in another network only.`,
  examples: { good, bad: jar('https://nowhere.example.com/word-count.jar'), given: { resolve } },
  check({ spec }, at, { operatorConfiguration, jarHostAddresses }) {
    const host = guardedUri(spec.job?.jarURI, operatorConfiguration)?.host;
    if (host === undefined || literalAddress(host) !== undefined) return nothing;
    if (jarHostAddresses === undefined || jarHostAddresses === 'unknown' || jarHostAddresses.length > 0) return nothing;
    return [invalid(at.spec.job.jarURI, `host ${shown(host)} has no address`, { fix: 'correct the host name' })];
  },
};

export const jarUriHostRestricted: JarRule = {
  id: 'jar-uri-host-restricted',
  summary: 'The host of the jar is on a public network.',
  explanation:
    `${fetching} Whoever may create a session job could otherwise read what only the operator can reach: metadata of the cloud, ` +
    `services of other teams. Every address of the name is judged. ${restrictedHostsDisallowed.key} switches this off.`,
  category: 'policy',
  examples: { good, bad: jar('https://internal.example.com/word-count.jar'), given: { resolve } },
  check: (object, at, facts) =>
    judgedAddresses(
      object,
      at,
      facts,
      'restricted',
      'such hosts are not allowed',
      'put the jar on a host with a public address',
    ),
};

export const jarUriHostSuspicious: JarRule = {
  id: 'jar-uri-host-suspicious',
  summary: 'The host of the jar has addresses that are in ordinary use.',
  explanation:
    'Addresses of reserved ranges reach nothing on the internet, and forms that carry an IPv4 address inside an IPv6 ' +
    'one may lead into a private network where a translator is at work.',
  severity: 'warning',
  examples: { good, bad: jar('https://odd.example.com/word-count.jar'), given: { resolve } },
  check: (object, at, facts) =>
    judgedAddresses(object, at, facts, 'odd', 'make sure that it is meant', 'check the address of the host'),
};

export const jarUriHostUnchecked: JarRule = {
  id: 'jar-uri-host-unchecked',
  summary: 'The address of the host of the jar is known.',
  explanation:
    'Whether the host is on a public network can only be judged by its addresses. Without an answer in time the job ' +
    'may still be refused when the operator fetches the jar.',
  severity: 'warning',
  examples: { good: jar('https://151.101.1.69/word-count.jar'), bad: good },
  check({ spec }, at, { operatorConfiguration, jarHostAddresses }) {
    if (jarHostAddresses !== 'unknown') return nothing;
    const host = guardedUri(spec.job?.jarURI, operatorConfiguration)?.host;
    if (host === undefined || literalAddress(host) !== undefined) return nothing;
    return [
      invalid(at.spec.job.jarURI, `host ${shown(host)} was not checked: its addresses are not known here`, {
        fix: 'name the address where this is checked',
      }),
    ];
  },
};

/** The first address of the wanted sort is told; more of them would only repeat it. */
function judgedAddresses(
  { spec }: FlinkSessionJob,
  at: FieldPath<FlinkSessionJob>,
  { operatorConfiguration, jarHostAddresses }: SessionJobFacts,
  wanted: AddressVerdict,
  consequence: string,
  fix: string,
): readonly Problem[] {
  const host = guardedUri(spec.job?.jarURI, operatorConfiguration)?.host;
  if (host === undefined) return nothing;
  const literal = literalAddress(host);
  const addresses = literal === undefined ? jarHostAddresses : [literal];
  if (addresses === undefined || addresses === 'unknown') return nothing;
  for (const address of addresses) {
    const { verdict, description } = judgeAddress(address);
    if (verdict !== wanted) continue;
    const where = literal === undefined ? `${shown(host)} (${shown(address)})` : shown(host);
    return [forbidden(at.spec.job.jarURI, `host ${where} is ${description}; ${consequence}`, { fix })];
  }
  return nothing;
}

/** The host whose addresses the rules must know; `undefined` where they need not ask anybody. */
export function jarHostToResolve(job: FlinkSessionJob, operator: EffectiveConfiguration): string | undefined {
  const host = guardedUri(job.spec?.job?.jarURI, operator)?.host;
  return host === undefined || literalAddress(host) !== undefined ? undefined : host;
}

function readUri(text: string | undefined): JavaUri | undefined {
  return text === undefined ? undefined : parseJavaUri(text);
}

/** The URI where its host matters: fetched by http or https, as is allowed, while hosts are restricted. */
function guardedUri(text: string | undefined, operator: EffectiveConfiguration): JavaUri | undefined {
  const uri = readUri(text);
  if (!uri?.scheme || operator.value(restrictedHostsDisallowed) === false) return undefined;
  const scheme = uri.scheme.toLowerCase();
  return (scheme === 'https' || scheme === 'http') && isAllowed(scheme, operator) ? uri : undefined;
}

/** What cannot be read allows no more than the default. */
function allowedSchemes(operator: EffectiveConfiguration): readonly string[] {
  return operator.value(artifactSchemes) ?? artifactSchemes.default ?? [];
}

function isAllowed(scheme: string, operator: EffectiveConfiguration): boolean {
  const wanted = scheme.toLowerCase();
  return allowedSchemes(operator).some((allowed) => allowed.toLowerCase() === wanted);
}
