import type { IngressTLS } from '../../../api/pod-template/types.ts';
import type { Carrier } from '../carrier.ts';

const clusterName = /\{\{\s*\$clusterName\s*\}\}/g;

export const ingress: Carrier = {
  fields: ['jobManager.ingress'],
  becomes: '`ingress`, with `{{name}}` for `{{$clusterName}}`; it leads to `NAME-rest`',
  carry(source, draft) {
    const given = source.spec.jobManager?.ingress;
    if (!given) return;
    const { hostFormat = '', annotations, useTls, tlsSecretName } = given;
    const name = source.options.name ?? source.name;
    const host = hostFormat.replace(clusterName, () => name);
    const tls: IngressTLS = { ...(host && { hosts: [host] }), ...(tlsSecretName && { secretName: tlsSecretName }) };
    draft.spec.ingress = {
      template: `${hostFormat.replace(clusterName, '{{name}}')}/`,
      ...(annotations && { annotations }),
      ...(useTls && Object.keys(tls).length > 0 && { tls: [tls] }),
    };
    draft.carried('jobManager.ingress', 'spec.ingress');
  },
};
