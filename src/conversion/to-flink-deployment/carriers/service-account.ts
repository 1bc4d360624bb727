import type { Carrier } from '../carrier.ts';
import { isStandalone } from '../source.ts';

/** As the chart makes it. */
const withRights = 'flink';
const ofNamespace = 'default';

export const serviceAccount: Carrier = {
  fields: ['serviceAccountName'],
  becomes:
    '`serviceAccount`, which FlinkDeployment demands: left out it is `default`, in native mode `flink`, unless `--service-account` says another',
  carry(source, draft) {
    const { serviceAccountName } = source.spec;
    const { serviceAccount: wanted } = source.options;
    const usual = isStandalone(source) ? ofNamespace : withRights;
    const name = wanted ?? (serviceAccountName || usual);
    draft.spec.serviceAccount = name;
    const needs = isStandalone(source)
      ? 'with Kubernetes high availability it must be allowed to write ConfigMaps'
      : 'it must exist, and be allowed to create, watch and delete pods, ConfigMaps and Deployments';
    if (name === serviceAccountName && isStandalone(source))
      return draft.carried('serviceAccountName', 'spec.serviceAccount');
    const was = serviceAccountName ? `was ${serviceAccountName}` : "was the namespace's default";
    const is = name === serviceAccountName ? `is ${name}, as before` : `is ${name}, ${was}`;
    draft.changed('serviceAccountName', 'spec.serviceAccount', `${is}; ${needs}`);
  },
};
