import { stringify } from 'yaml';
import { admittedKinds } from '../../src/admission/kinds.ts';
import type { KindId } from '../../src/api/kinds.ts';
import type { Schema } from '../../src/api/schema.ts';
import type { Net } from '../../src/rules/net.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { kinds } from './crds.ts';

const note = 'Made by `npm run generate` from the rules in src/rules; do not edit.';

/**
 * File name → JSON patch that lays the net over a CRD (docs/adr/0009-cel-net.md). A CRD without any net has no file.
 */
export function netFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [crd, versions] of kinds()) {
    const operations = versions.flatMap(({ id, schema }, version) => operationsOf(id, schema, version));
    if (operations.length === 0) continue;
    files.set(`${crd}.yaml`, `# ${note}\n${stringify(operations, { lineWidth: 0 })}`);
  }
  return files;
}

function operationsOf(kind: KindId, schema: Schema, version: number): object[] {
  const rules = admittedKinds[kind].rules.flatMap((rule) => (rule.net ? [{ rule, net: rule.net }] : []));
  const places = new Set(rules.flatMap(({ net }) => placesOf(net)));
  return [...places].map((place) => ({
    op: 'add',
    path: `/spec/versions/${version}/schema/openAPIV3Schema${pointerTo(place)}/x-kubernetes-validations`,
    value: rules
      .filter(({ net }) => placesOf(net).includes(place))
      .map(({ rule, net }) => validation(rule, net, isFreeForm(schema, place))),
  }));
}

const placesOf = ({ at = ['spec'] }: Net) => at;

function pointerTo(place: string): string {
  return place === '' ? '' : place.replaceAll(/[^.]+\.?/g, (step) => `/properties/${step.replace('.', '')}`);
}

/**
 * API servers do not hold up a part that stays as it was stored (S-10), but for free-form fields, which are never equal to
 * them. Comparing in CEL costs more than they permit.
 */
function isFreeForm(schema: Schema, place: string): boolean {
  let part: Schema | undefined = schema;
  for (const step of place.split('.').filter((name) => name !== '')) part = part?.properties?.[step];
  if (part === undefined) throw new Error(`no ${place} in the schema`);
  return JSON.stringify(part).includes('"x-kubernetes-preserve-unknown-fields":true');
}

/** In the words of the rule, so that people can look it up. */
function validation({ id, summary }: Rule<never, never>, net: Net, freeForm: boolean): object {
  const { holds, field, reason } = net;
  const asksWhatWas = freeForm && !/\boldSelf\b/.test(holds);
  return {
    rule: asksWhatWas ? `(${holds}) || ${wasBroken(holds)}` : holds,
    message: `${id}: ${summary}`,
    ...((net.optionalOldSelf || asksWhatWas) && { optionalOldSelf: true }),
    ...(field !== undefined && { fieldPath: field }),
    ...(reason && { reason }),
  };
}

const wasBroken = (holds: string) =>
  `oldSelf.optMap(stored, !(${holds.replaceAll(/\bself\b/g, 'stored')})).orValue(false)`;
