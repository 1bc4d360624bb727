import type { Schema } from '../../src/api/schema.ts';

/*
 * What Kubernetes' own API promises beyond names and types, and the library leaves out: which lists are maps (two items
 * with equal keys are refused), which change only as a whole, and what a field is where it is left out.
 */

const mapLists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Container: {
    env: ['name'],
    ports: ['containerPort', 'protocol'],
    volumeDevices: ['devicePath'],
    volumeMounts: ['mountPath'],
  },
  PersistentVolumeClaimStatus: { conditions: ['type'] },
  ResourceRequirements: { claims: ['name'] },
};

const setLists: Readonly<Record<string, readonly string[]>> = { ContainerRestartRuleOnExitCodes: ['values'] };

const atomicLists: Readonly<Record<string, readonly string[]>> = {
  Capabilities: ['add', 'drop'],
  CephFSVolumeSource: ['monitors'],
  ConfigMapProjection: ['items'],
  ConfigMapVolumeSource: ['items'],
  Container: ['args', 'command', 'envFrom', 'resizePolicy', 'restartPolicyRules'],
  DownwardAPIProjection: ['items'],
  DownwardAPIVolumeSource: ['items'],
  ExecAction: ['command'],
  FCVolumeSource: ['targetWWNs', 'wwids'],
  HPAScalingRules: ['policies'],
  HTTPGetAction: ['httpHeaders'],
  HostAlias: ['hostnames'],
  ISCSIVolumeSource: ['portals'],
  LabelSelector: ['matchExpressions'],
  LabelSelectorRequirement: ['values'],
  LoadBalancerIngress: ['ports'],
  NodeAffinity: ['preferredDuringSchedulingIgnoredDuringExecution'],
  NodeSelector: ['nodeSelectorTerms'],
  NodeSelectorRequirement: ['values'],
  NodeSelectorTerm: ['matchExpressions', 'matchFields'],
  PersistentVolumeClaimSpec: ['accessModes'],
  PersistentVolumeClaimStatus: ['accessModes'],
  PodAffinity: ['preferredDuringSchedulingIgnoredDuringExecution', 'requiredDuringSchedulingIgnoredDuringExecution'],
  PodAffinityTerm: ['matchLabelKeys', 'mismatchLabelKeys', 'namespaces'],
  PodAntiAffinity: [
    'preferredDuringSchedulingIgnoredDuringExecution',
    'requiredDuringSchedulingIgnoredDuringExecution',
  ],
  PodSecurityContext: ['supplementalGroups', 'sysctls'],
  ProjectedVolumeSource: ['sources'],
  RBDVolumeSource: ['monitors'],
  SecretProjection: ['items'],
  SecretVolumeSource: ['items'],
};

const atomicStructures: readonly string[] = [
  'ConfigMapEnvSource',
  'ConfigMapKeySelector',
  'ConfigMapProjection',
  'ConfigMapVolumeSource',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ResourceFieldSelector',
  'SecretEnvSource',
  'SecretKeySelector',
  'SecretProjection',
  'TypedLocalObjectReference',
];

const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  AzureDiskVolumeSource: { fsType: 'ext4', readOnly: false },
  ConfigMapEnvSource: { name: '' },
  ConfigMapKeySelector: { name: '' },
  ConfigMapProjection: { name: '' },
  ConfigMapVolumeSource: { name: '' },
  ContainerPort: { protocol: 'TCP' },
  FileKeySelector: { optional: false },
  GRPCAction: { service: '' },
  ISCSIVolumeSource: { iscsiInterface: 'default' },
  LocalObjectReference: { name: '' },
  RBDVolumeSource: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
  ScaleIOVolumeSource: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
  SecretEnvSource: { name: '' },
  SecretKeySelector: { name: '' },
  SecretProjection: { name: '' },
};

/** Throws where a name here is none of the library's. */
export function withConventions(parts: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const result: Record<string, Schema> = { ...parts };
  const change = (part: string, more: (schema: Schema) => Schema): void => {
    const schema = result[part];
    if (!schema) throw new Error(`there is no ${part}`);
    result[part] = more(schema);
  };
  const changeField = (part: string, field: string, more: Schema): void =>
    change(part, (schema) => {
      const before = schema.properties?.[field];
      if (!before) throw new Error(`there is no ${part}.${field}`);
      return { ...schema, properties: { ...schema.properties, [field]: { ...before, ...more } } };
    });
  for (const [part, fields] of Object.entries(mapLists)) {
    for (const [field, keys] of Object.entries(fields)) {
      changeField(part, field, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys });
    }
  }
  for (const [part, fields] of Object.entries(setLists)) {
    for (const field of fields) changeField(part, field, { 'x-kubernetes-list-type': 'set' });
  }
  for (const [part, fields] of Object.entries(atomicLists)) {
    for (const field of fields) changeField(part, field, { 'x-kubernetes-list-type': 'atomic' });
  }
  for (const part of atomicStructures) change(part, (schema) => ({ ...schema, 'x-kubernetes-map-type': 'atomic' }));
  changeField('PersistentVolumeClaimStatus', 'allocatedResourceStatuses', { 'x-kubernetes-map-type': 'granular' });
  for (const [part, fields] of Object.entries(defaults)) {
    for (const [field, value] of Object.entries(fields)) changeField(part, field, { default: value });
  }
  return result;
}
