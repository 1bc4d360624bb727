import type { X509Certificate } from 'node:crypto';
import { uncoveredNames } from '../../../certificates/certificate-pair.ts';
import { anchorOf, fromBase64, readPem, servesTls } from '../chains.ts';
import { type Check, namesOf, ofInstallation, ofParts, ofWebhooks, type Problem } from '../check.ts';
import { fillBundle, putBack, renew, restart } from '../fixes.ts';
import type { Entry, Installation, Look, Parts } from '../look.ts';

/** Whether API servers believe the certificate that the gate serves. */

const secretOf = ({ secretName, namespace }: Parts) => `secret/${secretName} -n ${namespace}`;
const hour = 60 * 60 * 1000;

/** The chain of the Secret, leaf first. */
function chainOf({ secret }: Parts): readonly X509Certificate[] | undefined {
  return typeof secret === 'string' ? undefined : readPem(secret.chain);
}

const bundleOf = ({ webhook }: Entry) => readPem(fromBase64(webhook.clientConfig.caBundle));

/** A check of the certificate in the Secret. */
const ofLeaf = (find: (leaf: X509Certificate, parts: Parts, look: Look) => string | undefined): Check['find'] =>
  ofParts(function* (parts, _installation, look) {
    const leaf = chainOf(parts)?.[0];
    const what = leaf && find(leaf, parts, look);
    if (what !== undefined) yield { object: secretOf(parts), what, fix: renew(parts) };
  });

const missing: Check = {
  id: 'secret-missing',
  severity: 'error',
  summary: 'The Secret with the certificates does not exist.',
  why: 'Replicas have nothing to serve with, and do not become ready.',
  find: ofParts(function* (parts, installation) {
    if (parts.secret !== 'missing' || (parts.deployment === 'missing' && parts.service === 'missing')) return;
    yield { object: secretOf(parts), what: 'It does not exist.', fix: remake(parts, installation) };
  }),
};

function remake(parts: Parts, installation: Installation): Problem['fix'] {
  const mode = typeof parts.settings === 'string' ? 'self' : parts.settings.tlsMode;
  if (mode === 'files') return renew(parts);
  if (mode === 'cert-manager') {
    return putBack(
      installation,
      ' The Certificate tells why cert-manager has not issued: kubectl describe certificate.',
    );
  }
  return restart(parts, installation, 'A leader makes it at once; see in the log why none did, and start it anew.');
}

const incomplete: Check = {
  id: 'secret-incomplete',
  severity: 'error',
  summary: 'The Secret lacks its certificate or its key, or they cannot be read.',
  why: 'A replica that starts has nothing to serve with.',
  find: ofParts(function* (parts) {
    const { secret, settings } = parts;
    if (typeof secret === 'string') return;
    const own = typeof settings !== 'string' && settings.tlsMode === 'self';
    const lacks = [
      ...(secret.chain ? [] : ['tls.crt']),
      ...(secret.key ? [] : ['tls.key']),
      ...(own && !secret.authorities ? ['ca.crt'] : []),
    ];
    const unreadable = secret.chain && !chainOf(parts) ? ['tls.crt is no certificate in PEM'] : [];
    const what = [...(lacks.length > 0 ? [`it lacks ${lacks.join(', ')}`] : []), ...unreadable].join(', and ');
    if (what) yield { object: secretOf(parts), what: `${what[0]?.toUpperCase()}${what.slice(1)}.`, fix: renew(parts) };
  }),
};

const expired: Check = {
  id: 'certificate-expired',
  severity: 'error',
  summary: 'The certificate in the Secret has expired.',
  why: 'API servers refuse to talk to the gate.',
  find: ofLeaf(({ validToDate }, _parts, { now }) =>
    validToDate <= now ? `Its certificate has expired on ${validToDate.toISOString()}.` : undefined,
  ),
};

const notYet: Check = {
  id: 'certificate-not-yet-valid',
  severity: 'error',
  summary: 'The certificate in the Secret is not valid yet.',
  why: 'API servers refuse to talk to the gate until then.',
  find: ofLeaf(({ validFromDate }, _parts, { now }) =>
    validFromDate > now ? `Its certificate is valid from ${validFromDate.toISOString()} only.` : undefined,
  ),
};

const soon: Check = {
  id: 'certificate-expires-soon',
  severity: 'warning',
  summary: 'The certificate expires within 48 hours; of one that lives shorter than six days, when a third is left.',
  why: 'Whoever should have renewed it by now has not.',
  find: ofLeaf(({ validToDate, validFromDate }, _parts, { now }) => {
    const left = validToDate.getTime() - now.getTime();
    const margin = Math.min(48 * hour, (validToDate.getTime() - validFromDate.getTime()) / 3);
    return left > 0 && left < margin ? `Its certificate expires on ${validToDate.toISOString()}.` : undefined;
  }),
};

const names: Check = {
  id: 'certificate-names',
  severity: 'error',
  summary: 'The certificate is not valid for the name of the Service.',
  why: 'API servers call <service>.<namespace>.svc, and believe no certificate for other names.',
  find: ofLeaf((leaf, { serviceName, namespace }) => {
    const name = `${serviceName}.${namespace}.svc`;
    return uncoveredNames(leaf, [name]).length > 0
      ? `Its certificate is for ${leaf.subjectAltName ?? 'no host'}, not for ${name}.`
      : undefined;
  }),
};

const usage: Check = {
  id: 'certificate-usage',
  severity: 'error',
  summary: 'The certificate must not be used by a server.',
  why: 'API servers believe only certificates with the extended key usage serverAuth.',
  find: ofLeaf((leaf) => (servesTls(leaf) ? undefined : 'The extended key usages of its certificate lack serverAuth.')),
};

const bundleEmpty: Check = {
  id: 'ca-bundle-empty',
  severity: 'error',
  summary: 'The caBundle of a webhook is empty.',
  why: 'API servers fall back on the authorities of their machines, which have not signed this certificate.',
  find: ofWebhooks(
    ({ webhook }) => !webhook.clientConfig.caBundle,
    (entries, { parts }) => ({ what: `${namesOf(entries)} have no caBundle.`, fix: fillBundle(entries, parts) }),
  ),
};

const bundleUnreadable: Check = {
  id: 'ca-bundle-unreadable',
  severity: 'error',
  summary: 'The caBundle of a webhook is no PEM.',
  why: 'API servers trust nobody then, so every call fails.',
  find: ofWebhooks(
    (entry) => Boolean(entry.webhook.clientConfig.caBundle) && !bundleOf(entry),
    (entries, { parts }) => ({
      what: `${namesOf(entries)} have a caBundle without a certificate in it.`,
      fix: fillBundle(entries, parts),
    }),
  ),
};

const bundleForeign: Check = {
  id: 'ca-bundle-foreign',
  severity: 'error',
  summary: 'The caBundle does not contain who signed the certificate in the Secret.',
  why: 'API servers do not believe the gate (x509: certificate signed by unknown authority).',
  find: ofWebhooks(
    (entry, _look, { parts }) => {
      const [chain, bundle] = [parts && chainOf(parts), bundleOf(entry)];
      return chain !== undefined && bundle !== undefined && !anchorOf(chain, bundle);
    },
    (entries, { parts }) => ({
      what: `${namesOf(entries)} trust ${subjects(entries)}, who has not signed the certificate of the gate.`,
      fix: fillBundle(entries, parts),
    }),
  ),
};

function subjects([first]: readonly Entry[]): string {
  const found = (first && bundleOf(first)) ?? [];
  return found.map(({ subject }) => subject.split('\n').join(', ')).join(' and ');
}

const authorityExpired: Check = {
  id: 'authority-expired',
  severity: 'error',
  summary: 'The authority that signed the certificate has expired.',
  why: 'API servers believe nothing that it has signed.',
  find: ofParts(function* (parts, { entries }, { now }) {
    const chain = chainOf(parts);
    if (!chain) return;
    const anchors = entries.map((entry) => anchorOf(chain, bundleOf(entry) ?? []));
    const old = anchors.find((anchor) => anchor !== undefined && anchor.validToDate <= now);
    if (!old) return;
    const what = `${old.subject.split('\n').join(', ')}, which has signed its certificate, has expired on ${old.validToDate.toISOString()}.`;
    yield { object: secretOf(parts), what, fix: renew(parts, 'ca') };
  }),
};

const servedForeign: Check = {
  id: 'served-chain-foreign',
  severity: 'error',
  summary: 'The chain that a replica really serves is not believed by who trusts the caBundle.',
  why: 'API servers do not believe this replica, whatever the Secret says.',
  find: ofInstallation(function* (installation, { now }) {
    const { entries, parts, served } = installation;
    const chain = readPem(served);
    const [leaf] = chain ?? [];
    if (!chain || !leaf) return;
    const foreign = entries.filter((entry) => {
      const bundle = bundleOf(entry);
      return bundle !== undefined && !anchorOf(chain, bundle);
    });
    const host = parts ? `${parts.serviceName}.${parts.namespace}.svc` : hostOf(entries[0]);
    const problems = [
      ...(foreign.length > 0 ? [`is not signed by whom ${namesOf(foreign)} trust`] : []),
      ...(leaf.validToDate <= now ? [`has expired on ${leaf.validToDate.toISOString()}`] : []),
      ...(host !== undefined && uncoveredNames(leaf, [host]).length > 0 ? [`is not for ${host}`] : []),
    ];
    if (problems.length === 0) return;
    const what = `The certificate that is served ${problems.join(', and ')}.`;
    const fix = parts
      ? restart(
          parts,
          installation,
          'A replica takes a new certificate over by itself; see in its log why it did not, and start it anew.',
        )
      : { text: 'Write the CA of the server to caBundle, or give the server a certificate of that CA.' };
    yield { object: parts ? secretOf(parts) : (hostOf(entries[0]) ?? ''), what, fix };
  }),
};

const hostOf = (entry: Entry | undefined) =>
  URL.parse(entry?.webhook.clientConfig.url ?? '')?.hostname.replace(/^\[|\]$/g, '');

const servedOther: Check = {
  id: 'served-chain-older',
  severity: 'warning',
  summary: 'A replica serves another certificate than the one in the Secret.',
  why: 'It has not taken over what was issued since, and will go on until its own expires.',
  find: ofParts(function* (parts, installation) {
    const [own] = chainOf(parts) ?? [];
    const [leaf] = readPem(installation.served) ?? [];
    if (!own || !leaf || own.fingerprint256 === leaf.fingerprint256) return;
    yield {
      object: secretOf(parts),
      what: `A replica serves the certificate ${leaf.serialNumber}, and the Secret holds ${own.serialNumber}.`,
      fix: restart(parts, installation, 'It takes over by itself within a minute; after that, start it anew.'),
    };
  }),
};

export const certificates: readonly Check[] = [
  missing,
  incomplete,
  expired,
  notYet,
  soon,
  names,
  usage,
  bundleEmpty,
  bundleUnreadable,
  bundleForeign,
  authorityExpired,
  servedForeign,
  servedOther,
];
