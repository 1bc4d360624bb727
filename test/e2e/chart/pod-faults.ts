/** Of what the chart renders, as much as is looked at. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: PodTemplate;
  } & PodSpec;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly activeDeadlineSeconds?: number;
  readonly affinity?: { readonly podAntiAffinity?: object; readonly nodeAffinity?: object };
  readonly topologySpreadConstraints?: readonly object[];
  readonly containers?: readonly Container[];
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly securityContext?: {
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
}

type Amounts = Readonly<Record<string, unknown>>;

/** The pod that an object leads to. */
export function podOf({ kind, spec }: Rendered): PodTemplate | undefined {
  if (kind === 'Pod') return spec && { spec };
  return spec?.template;
}

/** What kube-linter finds in pods by its default and its usual extra checks, in our words. */
export function podFaults(objects: readonly Rendered[]): string[] {
  return objects.flatMap((object) => {
    const pod = podOf(object);
    if (!pod) return [];
    const lasting = object.kind === 'Deployment';
    const faults = [
      ...ofPod(pod.spec),
      ...(pod.spec.containers ?? []).flatMap((each) => [...ofContainer(each, lasting)]),
    ];
    if (lasting) faults.push(...ofDeployment(object, pod, objects));
    return faults.map((fault) => `${object.kind}/${object.metadata.name}: ${fault}`);
  });
}

function* ofPod(spec: PodSpec): Iterable<string> {
  if ((spec.serviceAccountName ?? 'default') === 'default') yield 'runs as the default service account';
  if (spec.automountServiceAccountToken !== false) yield 'has a token mounted whether it needs one or not';
  if (spec.hostPID || spec.hostIPC) yield 'sees processes of its host';
}

function* ofContainer(container: Container, lasting: boolean): Iterable<string> {
  const { name, image, resources, securityContext: may } = container;
  if (!/(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image))
    yield `${name} runs ${image}, whichever that is today`;
  if (!resources?.requests?.['cpu'] || !resources.requests['memory']) yield `${name} asks for no CPU or memory`;
  if (!resources?.limits?.['memory']) yield `${name} has no limit of memory`;
  if (!may?.readOnlyRootFilesystem) yield `${name} can write to its root`;
  if (!may?.runAsNonRoot) yield `${name} may run as root`;
  if (may?.privileged || may?.allowPrivilegeEscalation !== false) yield `${name} may gain privileges`;
  if (!may?.capabilities?.drop?.includes('ALL') || may.capabilities.add) yield `${name} keeps capabilities`;
  if (lasting && !(container.livenessProbe && container.readinessProbe)) yield `${name} lacks a probe`;
}

function* ofDeployment(
  object: Rendered,
  { spec, metadata }: PodTemplate,
  objects: readonly Rendered[],
): Iterable<string> {
  const selects = Object.entries(object.spec?.selector?.matchLabels ?? {});
  if (selects.some(([label, value]) => metadata?.labels?.[label] !== value)) yield 'does not select its own pods';
  if ((object.spec?.replicas ?? 1) < 2) return;
  if (!spec.topologySpreadConstraints?.length) yield 'may put all replicas into one zone';
  if (!spec.affinity) yield 'may put all replicas onto one host';
  const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
  const guarded = budgets.some(({ spec: budget }) =>
    Object.entries(budget?.selector?.matchLabels ?? { none: '' }).every(
      ([label, value]) => metadata?.labels?.[label] === value,
    ),
  );
  if (!guarded) yield 'has no disruption budget';
}
