import type { Volume, VolumeMount } from '../../../api/pod-template/types.ts';
import type { Carrier } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import { jarOf } from '../jar.ts';
import { isBelow, type PodDraft } from '../pod-draft.ts';
import { isApplication, isStandalone, notHeeded, type Source } from '../source.ts';

const fields = ['job.volumes', 'job.volumeMounts', 'job.initContainers'];
export const submitterFiles: Carrier = {
  fields,
  becomes:
    'volumes, mounts and init containers of the JobManager, which runs the main method; also of the TaskManagers where the jar lies in one of the volumes',
  carry(source, draft) {
    const { job } = source.spec;
    if (!job) return;
    if (isApplication(source)) {
      for (const field of fields) draft.idle(field, notHeeded);
      return;
    }
    const pods = podsOf(source, draft);
    const hidden = new Set(pods.flatMap((pod) => addFiles(pod, source)));
    const who = pods.length > 1 ? 'JobManager and TaskManagers' : 'the JobManager';
    const note = `in the pods of ${who}, where the program runs now`;
    if ((job.volumes ?? []).length > 0) draft.changed('job.volumes', 'podTemplate.spec.volumes', note);
    else draft.idle('job.volumes', 'is empty');
    if (hidden.size > 0)
      draft.lost('job.volumeMounts', `${[...hidden].join(', ')}: something of the component is mounted there`);
    else if ((job.volumeMounts ?? []).length > 0)
      draft.changed('job.volumeMounts', 'podTemplate.spec.containers[0].volumeMounts', note);
    else draft.idle('job.volumeMounts', 'is empty');
    if ((job.initContainers ?? []).length > 0)
      draft.changed('job.initContainers', 'podTemplate.spec.initContainers', note);
    else draft.idle('job.initContainers', 'is empty');
  },
};

/** In standalone mode every pod loads the jar by itself. */
function podsOf(source: Source, { pods }: Draft): PodDraft[] {
  const found = jarOf(source);
  const mounts = source.spec.job?.volumeMounts ?? [];
  const isInVolume = found && 'path' in found && mounts.some(({ mountPath = '' }) => isBelow(found.path, mountPath));
  return isStandalone(source) && isInVolume ? [pods.jobManager, pods.taskManager] : [pods.jobManager];
}

/** Answers with the paths at which something else is mounted. */
function addFiles(pod: PodDraft, source: Source): string[] {
  const { volumes = [], volumeMounts = [], initContainers = [] } = source.spec.job ?? {};
  const names = new Map(volumes.map((volume) => [volume.name, addVolume(pod, volume)]));
  const renamed = (mount: VolumeMount): VolumeMount => ({ ...mount, ...name(names.get(mount.name) ?? mount.name) });
  const mounts = volumeMounts.map(renamed);
  for (const container of initContainers) {
    const { volumeMounts: own } = container;
    pod.addInitContainer({ ...container, ...(own && { volumeMounts: own.map(renamed) }) }, mounts);
  }
  return mounts.filter((mount) => !pod.addMount(mount)).map(({ mountPath = '' }) => mountPath);
}

/** The name under which it is there now: another one where a volume of the component has its name. */
function addVolume(pod: PodDraft, volume: Volume): string | undefined {
  if (pod.addVolume(volume)) return volume.name;
  const other = `job-${volume.name}`;
  pod.addVolume({ ...volume, name: other });
  return other;
}

const name = (given: string | undefined) => (given === undefined ? {} : { name: given });

const gone = 'there is no submitter any more; the JobManager, which runs the main method, has its own';

export const submitterPod: Carrier = {
  fields: [
    'job.affinity',
    'job.nodeSelector',
    'job.tolerations',
    'job.podAnnotations',
    'job.podLabels',
    'job.resources',
    'job.securityContext',
  ],
  becomes: 'nothing: there is no submitter any more, and the JobManager has its own',
  carry(_, draft) {
    for (const field of submitterPod.fields) draft.idle(field, gone);
  },
};

export const submitterOutput: Carrier = {
  fields: ['job.noLoggingToStdout'],
  becomes: 'nothing: there is no submitter any more',
  carry: (_, draft) => draft.idle('job.noLoggingToStdout', 'there is no submitter any more that could print'),
};

export const submitterHosts: Carrier = {
  fields: ['job.hostAliases'],
  becomes: '`hostAliases` of the JobManager, besides its own',
  carry(source, draft) {
    const { hostAliases = [] } = source.spec.job ?? {};
    if (hostAliases.length === 0) return draft.idle('job.hostAliases', 'is empty');
    if (isApplication(source)) return draft.idle('job.hostAliases', notHeeded);
    const { spec } = draft.pods.jobManager;
    spec.hostAliases = [...(spec.hostAliases ?? []), ...hostAliases];
    draft.changed(
      'job.hostAliases',
      'spec.jobManager.podTemplate.spec.hostAliases',
      'of the JobManager, which runs the main method',
    );
  },
};
