import type { KubeObject } from '../kube-object.ts';

/** What a pod of a FlinkCluster runs, by the arguments of its container. */
interface Submission {
  /** Of one that is told its id. */
  readonly id: string | undefined;
  readonly program: string;
  readonly savepointPath: string | undefined;
  readonly isDetached: boolean;
}

/** `undefined` of a pod that runs no job of its own. */
export function readSubmission({ spec }: KubeObject): Submission | undefined {
  const [{ image, args = [] } = {}] = (spec?.containers ?? []) as { image?: string; args?: string[] }[];
  if (args[0] !== 'bash' && args[0] !== 'standalone-job') return undefined;
  const after = (option: string) => (args.includes(option) ? args[args.indexOf(option) + 1] : undefined);
  const own = args.filter((arg) => arg.startsWith('arg-'));
  return {
    id: after('--job-id'),
    program: programText(image, after('--parallelism') ?? parallelismIn(args), own),
    savepointPath: after('--fromSavepoint'),
    isDetached: args.includes('--detached'),
  };
}

const defaultParallelism = '-Dparallelism.default=';

const parallelismIn = (args: readonly string[]) =>
  args.find((arg) => arg.startsWith(defaultParallelism))?.slice(defaultParallelism.length);

/** What tells one program from another. */
export const programText = (image: string | undefined, parallelism: string | undefined, args: readonly string[]) =>
  `${image} × ${parallelism} ${args.join()}`;
