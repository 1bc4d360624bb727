import type { Container, PodSpec } from '../../../../api/pod-template/types.ts';
import type { Job } from '../../defaulted.ts';
import type { ClusterPlan } from '../../plan.ts';
import { given } from '../given.ts';
import type { Labels } from '../labels.ts';
import { restAddress, submitArguments } from '../submit-arguments.ts';
import { submitScriptFile } from '../submit-script.ts';
import type { PodTemplate } from '../workload.ts';
import { type Additions, additionsOf, completed, configurationVolume, together, withAdditions } from './additions.ts';
import { batchScheduled } from './batch-scheduling.ts';
import { imageOf, placementOf } from './placement.ts';

const scriptPath = `/opt/flink-operator/${submitScriptFile}`;

const script: Additions = {
  env: [],
  volumeMounts: [{ name: configurationVolume, mountPath: scriptPath, subPath: submitScriptFile }],
  volumes: [],
};

/** Submits the job, and in `Blocking` mode stays with it until it ends. Source: `spec/flinkcluster.md` 5.3. */
export function submitterPod(plan: ClusterPlan, job: Job, labels: Labels): PodTemplate {
  const additions = together(script, additionsOf(plan));
  const main = mainContainer(plan, job);
  const forInit = together({ env: main.env ?? [], volumeMounts: main.volumeMounts ?? [], volumes: [] }, additions);
  const { podAnnotations } = job;
  return batchScheduled(plan, {
    metadata: { labels, ...(podAnnotations && { annotations: podAnnotations }) },
    spec: given<PodSpec>({
      ...placementOf(plan, job),
      initContainers: job.initContainers?.map((container) => withAdditions(container, forInit)),
      containers: [withAdditions(main, additions)],
      volumes: completed(job.volumes, additions.volumes, 'name'),
      restartPolicy: 'Never',
    }),
  });
}

function mainContainer(plan: ClusterPlan, job: Job): Container {
  const { envVars, envFrom } = plan.spec;
  return given<Container>({
    name: 'main',
    ...imageOf(plan),
    args: ['bash', scriptPath, ...submitArguments(plan, job)],
    // Of one name, Kubernetes takes the last.
    env: [{ name: 'FLINK_JM_ADDR', value: restAddress(plan) }, ...(envVars ?? [])],
    envFrom,
    volumeMounts: job.volumeMounts,
    resources: job.resources,
  });
}
