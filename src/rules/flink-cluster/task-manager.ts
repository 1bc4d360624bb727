import { standardDeploymentType } from '../../defaults/flink-cluster/standard.ts';
import { invalid, nothing, notSupported, type Problem, required } from '../rule.ts';
import type { ClusterRule } from './cluster-rule.ts';

const deploymentTypes: readonly string[] = [standardDeploymentType, 'Deployment'];

export const deploymentTypeEnum: ClusterRule = {
  id: 'taskmanager-deployment-type-enum',
  summary: 'deploymentType is StatefulSet or Deployment.',
  explanation:
    'It decides which workload the TaskManagers are. The reference operator accepts any text, but makes no TaskManagers ' +
    'for one that it does not know, so the cluster never gets ready. Left out, it is StatefulSet.',
  examples: {
    good: 'spec: { taskManager: { deploymentType: Deployment } }',
    bad: 'spec: { taskManager: { deploymentType: DaemonSet } }',
  },
  net: {
    holds: `self.?taskManager.?deploymentType.orValue('${standardDeploymentType}') in ['${deploymentTypes.join("', '")}']`,
    field: '.taskManager.deploymentType',
  },
  check({ spec }, at) {
    const type = spec.taskManager?.deploymentType;
    if (type === undefined || deploymentTypes.includes(type)) return nothing;
    return [notSupported(at.spec.taskManager.deploymentType, `must be ${deploymentTypes.join(' or ')}`)];
  },
};

export const autoscalerShape: ClusterRule = {
  id: 'taskmanager-hpa-shape',
  summary: 'A horizontalPodAutoscaler has a maximum of at least 1 that is not below its minimum.',
  explanation:
    'Kubernetes refuses an autoscaler without maxReplicas, or with a minimum above the maximum, so the cluster would ' +
    'have none. The reference operator lets both pass. minReplicas is 1 where it is left out.',
  examples: {
    good: 'spec: { taskManager: { horizontalPodAutoscaler: { minReplicas: 2, maxReplicas: 8 } } }',
    bad: 'spec: { taskManager: { horizontalPodAutoscaler: { minReplicas: 8, maxReplicas: 2 } } }',
  },
  net: {
    holds:
      '!self.?taskManager.?horizontalPodAutoscaler.hasValue() || (self.taskManager.horizontalPodAutoscaler.maxReplicas >= 1 && ' +
      'self.taskManager.horizontalPodAutoscaler.?minReplicas.orValue(0) <= self.taskManager.horizontalPodAutoscaler.maxReplicas)',
    field: '.taskManager.horizontalPodAutoscaler',
  },
  check({ spec }, at) {
    const autoscaler = spec.taskManager?.horizontalPodAutoscaler;
    if (!autoscaler) return nothing;
    const { minReplicas } = autoscaler;
    const maxReplicas: number | undefined = autoscaler.maxReplicas;
    const place = at.spec.taskManager.horizontalPodAutoscaler;
    const problems: Problem[] = [];
    if (maxReplicas === undefined)
      problems.push(required(place.maxReplicas, 'must be set', { fix: 'set an upper limit' }));
    else if (maxReplicas < 1) problems.push(invalid(place.maxReplicas, 'must be at least 1'));
    else if (minReplicas !== undefined && minReplicas > maxReplicas) {
      problems.push(invalid(place.minReplicas, `must not be above maxReplicas, which is ${maxReplicas}`));
    }
    return problems;
  },
};
