import type { Carrier } from '../carrier.ts';

export const environment: Carrier = {
  fields: ['envVars', 'envFrom'],
  becomes: '`env` and `envFrom` of the main container, `env` also of init containers',
  carry({ spec: { envVars = [], envFrom = [] } }, draft) {
    for (const pod of Object.values(draft.pods)) {
      pod.addEnv(envVars);
      pod.addEnvFrom(envFrom);
    }
    draft.carried('envVars', 'podTemplate.spec.containers[0].env');
    draft.carried('envFrom', 'podTemplate.spec.containers[0].envFrom');
  },
};
