import type { TaskManagerInfo } from '../../api/flink-deployment/types.ts';

/** For the scale subresource: which pods are TaskManagers, and how many there are, or are about to be. */
export const taskManagersOf = (cluster: string, replicas: number): TaskManagerInfo => ({
  labelSelector: `component=taskmanager,app=${cluster}`,
  replicas,
});

export const noTaskManagers: TaskManagerInfo = { labelSelector: '', replicas: 0 };
