import { isBlank } from '../../values/java-text.ts';
import { isDns1123Subdomain } from '../../values/kubernetes-name.ts';
import { leavesEmptySpecs } from '../net.ts';
import { invalid, nothing, required } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { remembering } from './remembering.ts';
import { shown } from './shown.ts';

export const serviceAccountRequired: DeploymentRule = {
  id: 'service-account-required',
  summary: 'A deployment names the service account of its pods.',
  explanation:
    'A native JobManager creates the TaskManager pods itself and keeps high-availability data in ConfigMaps, so its ' +
    'service account needs rights that the default one rarely has. kubernetes.service-account in the configuration ' +
    'does not stand in for the field.',
  examples: { good: 'spec: { serviceAccount: flink }', bad: 'spec: { serviceAccount: null }' },
  net: {
    holds:
      'has(self.serviceAccount) || !(has(self.job) || has(self.jobManager) || has(self.taskManager) || has(self.image))',
    field: '.serviceAccount',
    reason: 'FieldValueRequired',
    leaves: `blank texts, and ${leavesEmptySpecs}`,
  },
  check({ spec: { serviceAccount } }, at) {
    if (serviceAccount === undefined) {
      return [
        required(at.spec.serviceAccount, 'must name the service account of the pods', {
          fix: 'name an account that may create pods and ConfigMaps, such as flink',
        }),
      ];
    } else if (serviceAccount !== '' && isBlank(serviceAccount)) {
      return [
        required(at.spec.serviceAccount, 'is blank, and no account can have such a name', {
          fix: 'name an account that may create pods and ConfigMaps, such as flink',
        }),
      ];
    }
    return nothing;
  },
};

const isAccountName = remembering(isDns1123Subdomain);

export const serviceAccountName: DeploymentRule = {
  id: 'service-account-name-suspicious',
  summary: 'The name of the service account is one that an account can have.',
  explanation:
    'An empty name means the default account of the namespace, which rarely may create pods. A name that breaks the ' +
    'rules of Kubernetes belongs to no account, and the pods are refused.',
  severity: 'warning',
  examples: { good: 'spec: { serviceAccount: flink }', bad: 'spec: { serviceAccount: "Bad Name!" }' },
  check({ spec: { serviceAccount } }, at) {
    if (serviceAccount === undefined || isAccountName(serviceAccount)) return nothing;
    if (serviceAccount === '') {
      return [
        invalid(at.spec.serviceAccount, 'is empty, so the pods run as the default account', {
          fix: 'name the account',
        }),
      ];
    } else if (!isBlank(serviceAccount)) {
      return [
        invalid(at.spec.serviceAccount, `'${shown(serviceAccount)}' cannot be the name of an account`, {
          fix: 'use lower-case letters, digits, dashes and dots',
        }),
      ];
    }
    return nothing;
  },
};
