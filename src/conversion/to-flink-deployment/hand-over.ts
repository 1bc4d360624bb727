import { highAvailabilityType, kubernetesClusterId } from '../../values/configuration-options.ts';
import { convertCommand, get, jobManagerOf, type Names, namesOf } from './commands.ts';
import { propertyOf, type Source, savepointsDirOf, sectionOf } from './source.ts';

/** One step of the way from what runs to what is to run. */
export interface Step {
  readonly text: string;
  readonly commands: readonly string[];
}

const step = (text: string, ...commands: string[]): Step => ({ text, commands });

/** How the work goes over from a FlinkCluster to the FlinkDeployment without a lost record. */
export function handOver(source: Source): Step[] {
  const names = namesOf(source);
  return [
    ...(source.spec.job ? stopJob(source, names) : stopSessionJobs(source, names)),
    ...keepClaims(source, names),
    step(
      `Delete the FlinkCluster, in Git too where it comes from there. Never let both run: their children have names in common (${source.name}-taskmanager), and a job that runs twice writes twice.`,
      `${names.kubectl} delete flinkcluster ${source.name} --cascade=foreground`,
    ),
    ...forgetHighAvailability(source, names),
    step(
      'Apply the FlinkDeployment, and wait until it runs.',
      `${names.kubectl} apply -f ${names.file}`,
      `${names.kubectl} wait flinkdeployment/${names.next} --for=condition=Running --timeout=10m`,
    ),
    ...(source.spec.job
      ? [step('See from which state the job was begun.', `sluice history ${names.next}${names.inNamespace}`)]
      : [step('Make a FlinkSessionJob of each job that ran there, with its savepoint as job.initialSavepointPath.')]),
    step(
      `Tell those who call ${source.name}-jobmanager: the REST API is at ${names.next}-rest now, and the pods have the labels app: ${names.next} and component: jobmanager or taskmanager.`,
    ),
  ];
}

function stopJob(source: Source, names: Names): Step[] {
  return savepointsDirOf(source.spec.job) === undefined ? stopByHand(source, names) : stopByOperator(source, names);
}

const jobStatus = '.status.components.job';

function stopByOperator(source: Source, { kubectl, file }: Names): Step[] {
  const { name, isV1alpha1 } = source;
  const cluster = `flinkcluster ${name}`;
  const request = isV1alpha1
    ? `${kubectl} patch ${cluster} --type merge -p '{"spec":{"job":{"cancelRequested":true}}}'`
    : `${kubectl} annotate ${cluster} flinkclusters.flinkoperator.k8s.io/user-control=job-cancel`;
  const caution = isV1alpha1
    ? ''
    : ' Not while status.savepoint.state is InProgress: then the operator cancels the job without a last savepoint.';
  const proof = isV1alpha1
    ? step(
        'Read where the savepoint is, and that it was taken now.',
        get(kubectl, name, `${jobStatus}.lastSavepointTime`),
      )
    : step(
        'Read where the savepoint is. finalSavepoint must be true; otherwise the job was stopped without one, and state is lost if you go on.',
        get(kubectl, name, `${jobStatus}.finalSavepoint`),
      );
  return [
    step(
      `Have the old operator stop the job with a savepoint.${caution}`,
      request,
      `${kubectl} wait flinkcluster/${name} --for=jsonpath='{${jobStatus}.state}'=Cancelled --timeout=15m`,
    ),
    { ...proof, commands: [...proof.commands, get(kubectl, name, `${jobStatus}.savepointLocation`)] },
    step('Convert with that savepoint.', convertCommand(source, file)),
  ];
}

/** Without `savepointsDir` a cancelled job leaves nothing. */
function stopByHand(source: Source, { kubectl, file }: Names): Step[] {
  const flink = `${kubectl} exec ${jobManagerOf(source)} -- flink`;
  return [
    step(
      'There is no job.savepointsDir, so the old operator takes no savepoint: stop the job by Flink itself, into a directory that the new pods can read. A job without state can be deleted as it is.',
      `${flink} list`,
      `${flink} stop --savepointPath DIRECTORY JOB_ID`,
    ),
    step('Convert with the savepoint that it names.', convertCommand(source, file)),
  ];
}

function stopSessionJobs(source: Source, { kubectl }: Names): Step[] {
  const flink = `${kubectl} exec ${jobManagerOf(source)} -- flink`;
  return [
    step(
      'Stop each job of the session cluster with a savepoint, and note where it is: the jobs end with the cluster.',
      `${flink} list`,
      `${flink} stop --savepointPath DIRECTORY JOB_ID`,
    ),
  ];
}

function keepClaims(source: Source, { kubectl }: Names): Step[] {
  const components = ['jobManager', 'taskManager'] as const;
  if (!components.some((component) => sectionOf(source, component).volumeClaimTemplates?.length)) return [];
  const drop = `'[{"op":"remove","path":"/metadata/ownerReferences"}]'`;
  return [
    step(
      'PersistentVolumeClaims go with the FlinkCluster. Take its ownership from those whose content is still wanted.',
      `${kubectl} get pvc -l cluster=${source.name} -o name | xargs -n1 ${kubectl} patch --type json -p ${drop}`,
    ),
  ];
}

/** A new cluster of the same id would find the old job, and begin it besides. */
function forgetHighAvailability(source: Source, { kubectl, next }: Names): Step[] {
  const type = propertyOf(source, highAvailabilityType)?.trim().toLowerCase() ?? 'none';
  const id = propertyOf(source, kubernetesClusterId)?.trim();
  if (type === 'none' || !type.includes('kubernetes') || !id) return [];
  const clash = id === next ? ' The FlinkDeployment has the same id, and would find the old job there.' : '';
  return [
    step(
      `Delete what high availability has kept under the id ${id}, as the job goes on from its savepoint.${clash}`,
      `${kubectl} delete configmap -l app=${id},type=flink-native-kubernetes`,
    ),
  ];
}
