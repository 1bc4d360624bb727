import { parseQuantity } from '../../values/quantity.ts';
import { invalid, nothing } from '../rule.ts';
import { type Component, componentNames, type DeploymentRule, inComponent, pathOf } from './component.ts';
import { shown } from './shown.ts';

const withStorage = (component: Component, amount: string) =>
  inComponent(component, `{ resource: { ephemeralStorage: ${amount} } }`);

/** The rules about `resource.ephemeralStorage`, which Kubernetes is handed as it is. */
export function ephemeralStorageRules(component: Component): readonly DeploymentRule[] {
  const { id, title } = componentNames[component];
  const when: DeploymentRule['when'] = ({ spec }) => spec[component]?.resource?.ephemeralStorage !== undefined;
  return [
    {
      id: `${id}-ephemeral-storage-invalid`,
      summary: `resource.ephemeralStorage of the ${title} is a Kubernetes quantity.`,
      explanation:
        'Unlike resource.memory it is handed to Kubernetes as it is, so only quantities are allowed: 4Gi or 4G, not ' +
        '4g or 4 gb. What is no quantity makes Kubernetes refuse the pods.',
      examples: { good: withStorage(component, '4Gi'), bad: withStorage(component, '4g') },
      when,
      check({ spec }, at) {
        const storage = spec[component]?.resource?.ephemeralStorage;
        if (storage === undefined || parseQuantity(storage)) return nothing;
        const message = `'${shown(storage)}' is no Kubernetes quantity; allowed are amounts like 4Gi or 500M`;
        return [
          invalid(pathOf(at, component).resource.ephemeralStorage, message, { fix: 'write the amount like 4Gi' }),
        ];
      },
    },
    {
      id: `${id}-ephemeral-storage-negative`,
      summary: `resource.ephemeralStorage of the ${title} is not below zero.`,
      explanation: 'Kubernetes refuses pods that ask for less than nothing. Zero is allowed and asks for nothing.',
      examples: { good: withStorage(component, '"0"'), bad: withStorage(component, '"-1"') },
      when,
      check({ spec }, at) {
        const storage = spec[component]?.resource?.ephemeralStorage;
        if (storage === undefined || !((parseQuantity(storage)?.unscaled ?? 0n) < 0n)) return nothing;
        return [
          invalid(pathOf(at, component).resource.ephemeralStorage, 'must not be below 0', {
            fix: 'ask for 0 or more, or leave the field out',
          }),
        ];
      },
    },
  ];
}
