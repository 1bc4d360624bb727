import { flinkVersions, isSupported } from '../../../values/flink-version.ts';
import type { Carrier } from '../carrier.ts';
import { isGiven } from '../source.ts';
import { versionOf } from '../version.ts';

export const image: Carrier = {
  fields: ['image.name', 'image.pullPolicy', 'image.pullSecrets'],
  becomes: '`image`, `imagePullPolicy`, and `imagePullSecrets` of the pod templates',
  carry(source, draft) {
    const { name, pullPolicy, pullSecrets = [] } = source.spec.image;
    const other = source.options.image;
    draft.spec.image = other ?? name;
    if (other !== undefined && other !== name) draft.changed('image.name', 'spec.image', `is ${other}, as asked for`);
    else draft.carried('image.name', 'spec.image');
    if (pullPolicy !== undefined) draft.spec.imagePullPolicy = pullPolicy;
    draft.carried('image.pullPolicy', 'spec.imagePullPolicy');
    if (pullSecrets.length === 0) return draft.idle('image.pullSecrets', 'is empty');
    for (const pod of Object.values(draft.pods)) pod.spec.imagePullSecrets = [...pullSecrets];
    draft.carried('image.pullSecrets', 'podTemplate.spec.imagePullSecrets');
  },
};

const supported = flinkVersions.filter(isSupported).map((each) => each.slice(1).replace('_', '.'));
const known = `${supported[0]} to ${supported.at(-1)}`;

export const version: Carrier = {
  fields: ['flinkVersion'],
  becomes:
    '`flinkVersion` in the form `v1_20`; where there is none that FlinkDeployment knows, `--flink-version` names it',
  carry(source, draft) {
    const found = versionOf(source);
    if ('fault' in found) {
      const fix = `name that of the image by --flink-version, from ${known}, and another image by --image`;
      return draft.obstacle('spec.flinkVersion', found.fault, fix);
    }
    const { own, version: wanted } = found;
    if (own === wanted) return draft.carried('flinkVersion', 'spec.flinkVersion');
    const was = own === undefined ? (isGiven(source, 'flinkVersion') ? source.spec.flinkVersion : 'not said') : own;
    const image = source.options.image === undefined ? '; the image must hold it' : '';
    draft.changed(
      'flinkVersion',
      'spec.flinkVersion',
      `is ${wanted}, was ${was}${image}; it must be able to read the savepoint`,
    );
  },
};
