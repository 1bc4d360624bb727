import { convertedCrd, convertedVersion } from '../../../kube/calling-objects.ts';
import type { Crd, CrdVersion } from '../../crds/crd.ts';
import { missingFields } from '../../crds/missing-fields.ts';
import { anchorOf, fromBase64, readPem } from '../chains.ts';
import { type Check, ofParts, type Problem } from '../check.ts';
import { fillConversionBundle, restart } from '../fixes.ts';
import type { KnownCrd } from '../known-crds.ts';
import type { Look, Parts } from '../look.ts';

/** Whether the kinds are there, as this version knows them, and whether FlinkCluster converts. */

/** A check of each CRD that is there, beside ours. */
const ofCrds = (find: (crd: Crd, ours: KnownCrd) => Iterable<Omit<Problem, 'object'>>) =>
  function* ({ crds, knownCrds }: Look): Iterable<Problem> {
    for (const ours of knownCrds) {
      const { name } = ours;
      const crd = crds[name];
      if (crd === undefined || typeof crd === 'string') continue;
      for (const problem of find(crd, ours)) yield { object: `crd/${name}`, ...problem };
    }
  };

const apply = (kind: string) => `sluice crds apply --kind ${kind} --force-conflicts`;
const servedOf = ({ spec }: Crd, name: string) => spec.versions.find((version) => version.name === name)?.served;

const missing: Check = {
  id: 'crd-missing',
  severity: 'warning',
  summary: 'A CustomResourceDefinition is not installed.',
  why: 'Objects of that kind cannot be stored at all; Helm does not install what is new in crds/ with an upgrade.',
  *find({ crds, knownCrds, installations }) {
    if (installations.length === 0) return;
    for (const { name, kind } of knownCrds) {
      if (crds[name] !== 'missing') continue;
      const fix = { text: 'Apply it; where nobody uses that kind, nothing is to be done.', command: apply(kind) };
      yield { object: `crd/${name}`, what: 'It does not exist.', fix };
    }
  },
};

const notEstablished: Check = {
  id: 'crd-not-established',
  severity: 'error',
  summary: 'A CustomResourceDefinition is not served.',
  why: 'Its objects can be neither read nor written.',
  find: ofCrds(function* ({ metadata, status }) {
    const conditions = status?.conditions ?? [];
    const established = conditions.some(({ type, status: is }) => type === 'Established' && is === 'True');
    if (established && metadata.deletionTimestamp === undefined) return;
    const told = conditions.find(({ type, status: is }) => type === 'NamesAccepted' && is === 'False')?.message;
    yield {
      what: metadata.deletionTimestamp
        ? 'It is being deleted, and waits for its objects.'
        : `It is not established. ${told ?? ''}`.trim(),
      fix: { text: 'See its conditions.', command: `kubectl describe crd ${metadata.name}` },
    };
  }),
};

const unserved: Check = {
  id: 'crd-version-unserved',
  severity: 'error',
  summary: 'A CustomResourceDefinition lacks a version that this Sluice judges, or does not serve it.',
  why: 'Manifests in that version are refused, and the gate cannot look the objects up.',
  find: ofCrds(function* (crd, ours) {
    const wanted = ours.versions.filter(({ served }) => served).map(({ name }) => name);
    const lost = wanted.filter((name) => !servedOf(crd, name));
    if (lost.length > 0)
      yield {
        what: `It does not serve ${lost.join(', ')}.`,
        fix: { text: 'Apply ours.', command: apply(crd.spec.names.kind) },
      };
  }),
};

const older: Check = {
  id: 'crd-fields-missing',
  severity: 'warning',
  summary: 'A CustomResourceDefinition lacks fields that this Sluice knows.',
  why: 'API servers drop those fields in silence before anybody judges them.',
  find: ofCrds(function* (crd, ours) {
    const lost = ours.versions.flatMap((version) => {
      const theirs = crd.spec.versions.find(({ name }) => name === version.name);
      return theirs ? missingFields(version.schema, schemaOf(theirs)).map((path) => `${version.name}: ${path}`) : [];
    });
    if (lost.length === 0) return;
    const shown = lost.slice(0, 3).join(', ');
    yield {
      what: `It lacks ${lost.length} fields, such as ${shown}.`,
      fix: {
        text: 'Apply ours, unless an operator of another version needs its own.',
        command: apply(crd.spec.names.kind),
      },
    };
  }),
};

const schemaOf = ({ schema }: CrdVersion) => schema?.openAPIV3Schema ?? {};

const open: Check = {
  id: 'crd-spec-open',
  severity: 'warning',
  summary: 'A CustomResourceDefinition keeps unknown fields of its spec (x-kubernetes-preserve-unknown-fields).',
  why: 'Misspelt fields are stored, and mean nothing.',
  find: ofCrds(function* (crd) {
    const preserving = crd.spec.versions.filter(({ schema }) => {
      const root = schema?.openAPIV3Schema;
      const flag = 'x-kubernetes-preserve-unknown-fields';
      return root?.[flag] === true || root?.properties?.['spec']?.[flag] === true;
    });
    if (preserving.length === 0) return;
    yield {
      what: `${preserving.map(({ name }) => name).join(', ')} keeps every field of spec, whatever its name.`,
      fix: { text: 'Apply ours.', command: apply(crd.spec.names.kind) },
    };
  }),
};

/** A check of the conversion of FlinkCluster, where it is by webhook. */
const ofConversion = (
  find: (
    parts: Parts,
    crd: Crd,
    config: NonNullable<ReturnType<typeof configOf>>,
  ) => Omit<Problem, 'object'> | undefined,
): Check['find'] =>
  ofParts(function* (parts, _installation, { crds }) {
    const crd = crds[convertedCrd];
    if (crd === undefined || typeof crd === 'string') return;
    const config = configOf(crd);
    const problem = config && find(parts, crd, config);
    if (problem) yield { object: `crd/${convertedCrd}`, ...problem };
  });

const configOf = ({ spec }: Crd) =>
  spec.conversion?.strategy === 'Webhook' ? spec.conversion.webhook?.clientConfig : undefined;

const toOurs = ({ serviceName, namespace }: Parts) =>
  `kubectl patch crd ${convertedCrd} --type=json -p '${JSON.stringify(
    Object.entries({ name: serviceName, namespace, path: '/convert', port: 443 }).map(([key, value]) => ({
      op: 'add',
      path: `/spec/conversion/webhook/clientConfig/service/${key}`,
      value,
    })),
  )}'`;

const elsewhere: Check = {
  id: 'conversion-elsewhere',
  severity: 'error',
  summary: 'FlinkCluster is converted by a Service other than that of the installation.',
  why: 'Where that Service is gone, FlinkClusters can be neither read nor written in another version than the stored one.',
  find: ofConversion((parts, _crd, { service }) => {
    const { serviceName, namespace, settings } = parts;
    if (typeof settings === 'string' || !settings.conversion) return undefined;
    if (!service || (service.name === serviceName && service.namespace === namespace && service.path === '/convert'))
      return undefined;
    return {
      what: `It converts by ${service.path ?? '/'} of service ${service.name} in namespace ${service.namespace}.`,
      fix: { text: 'Let it convert by ours.', command: toOurs(parts) },
    };
  }),
};

const bundle: Check = {
  id: 'conversion-ca-bundle',
  severity: 'error',
  summary: 'The conversion of FlinkCluster does not trust who signed the certificate of the gate.',
  why: 'FlinkClusters can be neither read nor written in another version than the stored one.',
  find: ofConversion((parts, crd, { service, caBundle }) => {
    const { serviceName, namespace, secret } = parts;
    const chain = typeof secret === 'string' ? undefined : readPem(secret.chain);
    if (!chain || service?.name !== serviceName || service.namespace !== namespace) return undefined;
    if (anchorOf(chain, readPem(fromBase64(caBundle)) ?? [])) return undefined;
    return {
      what: caBundle ? 'Its caBundle does not contain the signer.' : 'It has no caBundle.',
      fix: fillConversionBundle(crd.metadata.name, parts),
    };
  }),
};

const off: Check = {
  id: 'conversion-off',
  severity: 'warning',
  summary: 'FlinkCluster is to be converted through the gate, and is not.',
  why: 'The old version v1alpha1 is not served, so old manifests are refused.',
  find: ofParts(function* (parts, installation, { crds }) {
    const crd = crds[convertedCrd];
    if (crd === undefined || typeof crd === 'string' || typeof parts.settings === 'string') return;
    if (!parts.settings.conversion || crd.spec.conversion?.strategy === 'Webhook' || servedOf(crd, convertedVersion))
      return;
    yield {
      object: `crd/${convertedCrd}`,
      what: 'Its conversion strategy is None.',
      fix: restart(parts, installation, 'A leader sets it at once; see in the log why it did not, and start it anew.'),
    };
  }),
};

const unconverted: Check = {
  id: 'old-version-unconverted',
  severity: 'error',
  summary: 'v1alpha1 of FlinkCluster is served, and nobody converts it.',
  why: 'API servers only change the version and drop every field that the other one does not have.',
  *find({ crds }) {
    const crd = crds[convertedCrd];
    if (crd === undefined || typeof crd === 'string') return;
    if (crd.spec.conversion?.strategy === 'Webhook' || !servedOf(crd, convertedVersion)) return;
    const index = crd.spec.versions.findIndex(({ name }) => name === convertedVersion);
    const patch = JSON.stringify([{ op: 'replace', path: `/spec/versions/${index}/served`, value: false }]);
    yield {
      object: `crd/${convertedCrd}`,
      what: 'It serves v1alpha1 with conversion strategy None.',
      fix: {
        text: 'Serve it no more; a gate with webhooks.conversion serves it again, converted.',
        command: `kubectl patch crd ${convertedCrd} --type=json -p '${patch}'`,
      },
    };
  },
};

export const crds: readonly Check[] = [
  missing,
  notEstablished,
  unserved,
  older,
  open,
  elsewhere,
  bundle,
  off,
  unconverted,
];
