import type { Affinity } from '../../../api/pod-template/types.ts';
import type { Component } from '../../../defaults/flink-cluster/standard.ts';
import { forBoth } from '../carrier.ts';
import { isGiven, type Source, sectionOf } from '../source.ts';

const template = (component: Component): string => `spec.${component}.podTemplate`;

/** The operator gives every pod labels of these names. */
const ownLabels = ['app', 'component', 'type'];

export const podMetadata = forBoth({
  fields: ['podAnnotations', 'podLabels'],
  becomes: '`metadata` of the pod template of the component',
  carry(component, source, draft) {
    const { podAnnotations = {}, podLabels = {} } = sectionOf(source, component);
    const pod = draft.pods[component];
    Object.assign(pod.annotations, podAnnotations);
    draft.carried(`${component}.podAnnotations`, `${template(component)}.metadata.annotations`);
    const taken = Object.keys(podLabels).filter((label) => ownLabels.includes(label));
    for (const [label, value] of Object.entries(podLabels)) if (!taken.includes(label)) pod.labels[label] = value;
    const notes = taken.length === 0 ? [] : [`${taken.join(', ')} cannot be set: the operator gives pods its own`];
    if (isGiven(source, `${component}.podLabels`)) {
      draft.carriedUnless(notes, `${component}.podLabels`, `${template(component)}.metadata.labels`);
    }
  },
});

export const podSettings = forBoth({
  fields: ['nodeSelector', 'affinity', 'tolerations', 'securityContext', 'hostAliases'],
  becomes: 'the same fields of the pod template of the component',
  carry(component, source, draft) {
    const { nodeSelector, affinity, tolerations, securityContext, hostAliases } = sectionOf(source, component);
    const settings = { nodeSelector, affinity, tolerations, securityContext, hostAliases };
    for (const [field, value] of Object.entries(settings)) {
      if (value === undefined) continue;
      Object.assign(draft.pods[component].spec, { [field]: value });
      const notes = field === 'affinity' && looksAtPods(affinity) ? [otherLabels(source)] : [];
      draft.carriedUnless(notes, `${component}.${field}`, `${template(component)}.spec.${field}`);
    }
  },
});

function looksAtPods(affinity: Affinity | undefined): boolean {
  return affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined;
}

const otherLabels = ({ name, mode, options }: Source): string =>
  `its selectors meet pods with other labels: app: ${options.name ?? name}, type: flink-${mode === 'native' ? 'native-' : 'standalone-'}kubernetes ` +
  `and component, where it was app: flink, cluster: ${name}`;
