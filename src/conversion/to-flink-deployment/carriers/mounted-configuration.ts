import { standardHadoopMountPath } from '../../../defaults/flink-cluster/standard.ts';
import type { Carrier } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import type { Injected } from '../pod-draft.ts';

function inject(draft: Draft, injected: Injected): void {
  for (const pod of Object.values(draft.pods)) pod.inject(injected);
}

export const hadoop: Carrier = {
  fields: ['hadoopConfig'],
  becomes: 'the ConfigMap as a volume of the pod templates, with `HADOOP_CONF_DIR`',
  carry({ spec: { hadoopConfig } }, draft) {
    if (!hadoopConfig) return;
    const { configMapName, mountPath = standardHadoopMountPath } = hadoopConfig;
    if (!configMapName) return draft.idle('hadoopConfig', 'names no ConfigMap');
    const name = 'hadoop-config-volume';
    inject(draft, {
      volume: { name, configMap: { name: configMapName } },
      mount: { name, mountPath, readOnly: true },
      env: { name: 'HADOOP_CONF_DIR', value: mountPath },
    });
    draft.carried('hadoopConfig', 'podTemplate.spec.volumes');
  },
};

export const gcp: Carrier = {
  fields: ['gcpConfig'],
  becomes: 'the Secret as a volume of the pod templates, with `GOOGLE_APPLICATION_CREDENTIALS`',
  carry({ spec: { gcpConfig } }, draft) {
    if (!gcpConfig) return;
    const { serviceAccount } = gcpConfig;
    if (!serviceAccount) return draft.idle('gcpConfig', 'names no service account');
    const { secretName = '', keyFile = '', mountPath = '' } = serviceAccount;
    const folder = mountPath.endsWith('/') ? mountPath : `${mountPath}/`;
    const name = 'gcp-service-account-volume';
    inject(draft, {
      volume: { name, secret: { secretName } },
      mount: { name, mountPath: folder, readOnly: true },
      env: { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${folder}${keyFile}` },
    });
    draft.carried('gcpConfig', 'podTemplate.spec.volumes');
  },
};
