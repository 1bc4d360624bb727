import { isObject } from '../../values/json.ts';

const helmComment = /^# Source: (\S.*?)\s*$/m;
const originPath = /^\s*path:\s*['"]?(.+?)['"]?\s*$/m;

/** The file that helm or kustomize made a document from (C-07). `before` is what stands between it and the one before. */
export function sourceOf(before: string, value: unknown): string | undefined {
  const helm = before.includes('# Source: ') ? helmComment.exec(before)?.[1] : undefined;
  if (helm !== undefined) return helm;
  if (!isObject(value) || !isObject(value['metadata'])) return undefined;
  const { annotations } = value['metadata'];
  if (!isObject(annotations)) return undefined;
  const origin = annotations['config.kubernetes.io/origin'];
  return typeof origin === 'string' ? originPath.exec(origin)?.[1] : undefined;
}
