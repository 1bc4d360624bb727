import { isObject } from '../../values/json.ts';
import type { Action } from '../action.ts';
import type { Child } from '../child.ts';
import type { ObjectKey } from '../ports.ts';
import { revisionLabel } from './resources/labels.ts';
import type { Situation } from './situation.ts';

/** On a child: of what was sent of it. Without it, it is the work of the reference operator. */
export const contentAnnotation = 'sluice.dev/content';

export const keyOf = ({ apiVersion, kind, metadata: { name, namespace } }: Child): ObjectKey => ({
  apiVersion,
  kind,
  namespace,
  name,
});

/** By which what was sent is remembered. */
export const nameOf = ({ kind, name }: Pick<ObjectKey, 'kind' | 'name'>): string => `${kind}/${name}`;

/** Makes one that is most likely not there. */
export function makeChild(situation: Situation, child: Child): Action {
  return { ...sendChild(situation, child), isNew: true };
}

/** As what is sent is remembered: by which revision it is is no part of its content. */
export const sentAs = ({ plan }: Pick<Situation, 'plan'>, content: string): string => `${plan.revision} ${content}`;

/** Makes it, or puts right what of it is ours. */
export function sendChild(situation: Situation, child: Child): Action & { readonly type: 'ensure' } {
  const content = contentOf(situation, child);
  const { annotations } = child.metadata;
  const metadata = { ...child.metadata, annotations: { ...annotations, [contentAnnotation]: content } };
  const remember = { uid: situation.metadata.uid, content: sentAs(situation, content) };
  return { type: 'ensure', child: { ...child, metadata }, remember };
}

/**
 * What of a child makes a difference to what runs: not by which revision it is, nor how many replicas it has, but what its pods read of
 * the configuration. In three parts: what cannot be changed, what is read, and the rest.
 */
export function contentOf({ plan, md5 }: Pick<Situation, 'plan' | 'md5'>, child: Child): string {
  const { [revisionLabel]: _, ...labels } = child.metadata.labels ?? {};
  const { replicas: __, ...spec } = (child.spec ?? {}) as Readonly<Record<string, unknown>>;
  const read = isWorkload(child) ? [plan.configuration, plan.spec.logConfig] : undefined;
  const fixed = isWorkload(child) ? fixedFields.map((field) => spec[field] ?? null) : [];
  const rest = { ...child, metadata: { ...child.metadata, labels }, spec };
  return [fixed, read ?? [], rest].map((part) => md5(JSON.stringify(part, inOrder))).join('.');
}

/** In whatever order it is written, and whether or not it says nothing in so many words. */
const inOrder = (_: string, value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, inner]) => !isObject(inner) || Object.keys(inner).length > 0)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;

/** Of workloads, in their spec. */
const fixedFields = ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'];

/** Whether a change takes another object: of what its pods read, they would notice nothing. */
export function takesAnother(before: string, after: string): boolean {
  const [fixed, read, rest] = before.split('.');
  const [fixedNow, readNow, restNow] = after.split('.');
  return fixed !== fixedNow || (read !== readNow && rest === restNow);
}

/** What has pods, which begin anew where it changes. */
export const isWorkload = ({ kind }: Pick<Child, 'kind'>): boolean => kind === 'StatefulSet' || kind === 'Deployment';
