import type { ContainerStatus, Pod } from './objects.ts';

export function isReady({ metadata, status }: Pod): boolean {
  const ready = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  return ready && metadata.deletionTimestamp === undefined;
}

const pull = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

export function cannotPull({ state }: ContainerStatus): boolean {
  return pull.has(state?.waiting?.reason ?? '');
}

export function keepsCrashing({ state }: ContainerStatus): boolean {
  return state?.waiting?.reason === 'CrashLoopBackOff';
}
