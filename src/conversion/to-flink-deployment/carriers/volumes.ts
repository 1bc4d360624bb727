import type { PersistentVolumeClaim, Volume } from '../../../api/pod-template/types.ts';
import { forBoth } from '../carrier.ts';
import { sectionOf } from '../source.ts';

export const volumes = forBoth({
  fields: ['volumes', 'volumeMounts'],
  becomes: '`volumes`, and `volumeMounts` of the main container',
  carry(component, source, draft) {
    const { volumes: given = [], volumeMounts = [] } = sectionOf(source, component);
    const pod = draft.pods[component];
    for (const volume of given) pod.addVolume(volume);
    for (const mount of volumeMounts) pod.addMount(mount);
    draft.carried(`${component}.volumes`, `spec.${component}.podTemplate.spec.volumes`);
    draft.carried(`${component}.volumeMounts`, `spec.${component}.podTemplate.spec.containers[0].volumeMounts`);
  },
});

export const volumeClaimTemplates = forBoth({
  fields: ['volumeClaimTemplates'],
  becomes:
    'volumes of the kind `ephemeral`, which each pod gets anew. As FlinkCluster has it for TaskManagers of a Deployment; what is in the claims of a StatefulSet is not taken over',
  carry(component, source, draft) {
    const field = `${component}.volumeClaimTemplates`;
    const { volumeClaimTemplates: claims = [] } = sectionOf(source, component);
    if (claims.length === 0) return draft.idle(field, 'is empty');
    for (const claim of claims) draft.pods[component].addVolume(ephemeral(claim));
    const to = `spec.${component}.podTemplate.spec.volumes`;
    if (component === 'taskManager' && source.spec.taskManager?.deploymentType === 'Deployment')
      return draft.carried(field, to);
    draft.lost(
      field,
      'becomes an ephemeral volume, new with each pod: what is in the claims is not taken over. Where it must outlive a pod, make a PersistentVolumeClaim and name it in the pod template',
    );
  },
});

function ephemeral({ metadata: { name, labels, annotations } = {}, spec = {} }: PersistentVolumeClaim): Volume {
  const metadata = { ...(labels && { labels }), ...(annotations && { annotations }) };
  const described = Object.keys(metadata).length > 0 ? { metadata } : {};
  return { ...(name !== undefined && { name }), ephemeral: { volumeClaimTemplate: { ...described, spec } } };
}
