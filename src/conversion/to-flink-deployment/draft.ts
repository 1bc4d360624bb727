import { formatPath } from '../../api/field-path.ts';
import type { FlinkDeploymentSpec, JobSpec } from '../../api/flink-deployment/types.ts';
import type { ResourceRequirements } from '../../api/pod-template/types.ts';
import type { Component } from '../../defaults/flink-cluster/standard.ts';
import type { FlinkVersion } from '../../values/flink-version.ts';
import { equalJson } from '../../values/json.ts';
import { PodDraft, withoutEmpty } from './pod-draft.ts';
import type { FieldReport, Obstacle } from './report.ts';
import { isGiven, type Source } from './source.ts';

/** What carriers have made of a FlinkCluster so far. */
export class Draft {
  readonly spec: FlinkDeploymentSpec;
  readonly job: JobSpec = {};
  readonly configuration = new Map<string, string>();
  readonly resources: Partial<Record<Component, ResourceRequirements>> = {};
  readonly pods = { jobManager: new PodDraft(), taskManager: new PodDraft() };
  readonly fields: FieldReport[] = [];
  readonly obstacles: Obstacle[] = [];
  readonly version: FlinkVersion;
  taskManagers: number | undefined;
  private readonly source: Source;

  constructor(source: Source, version: FlinkVersion) {
    this.source = source;
    this.version = version;
    this.spec = { flinkVersion: version, mode: source.mode };
  }

  /** The same in another place. Nothing is told of a field that is left out. */
  carried(field: string, to: string, note?: string): void {
    if (isGiven(this.source, field)) this.tell(field, { outcome: 'carried', to, ...(note !== undefined && { note }) });
  }

  /** Told also of what a field means by default. */
  changed(field: string, to: string | undefined, note: string): void {
    this.tell(field, { outcome: 'changed', ...(to !== undefined && { to }), note });
  }

  idle(field: string, note: string): void {
    if (isGiven(this.source, field)) this.tell(field, { outcome: 'idle', note });
  }

  lost(field: string, note: string): void {
    if (isGiven(this.source, field)) this.tell(field, { outcome: 'lost', note });
  }

  /** `carried` unless there is something to say against it. */
  carriedUnless(notes: readonly string[], field: string, to: string): void {
    if (notes.length === 0) this.carried(field, to);
    else this.changed(field, to, notes.join('; '));
  }

  private tell(field: string, report: Omit<FieldReport, 'path'>): void {
    const implied = isGiven(this.source, field) ? {} : ({ implied: true } as const);
    this.fields.push({ path: `spec.${field}`, ...report, ...implied });
  }

  /** Of one key of `flinkProperties`; what is told of all of them is told besides. */
  property(key: string, outcome: 'changed' | 'idle' | 'lost', note: string): void {
    this.fields.push({ path: formatPath(['spec', 'flinkProperties', key]), outcome, note });
  }

  obstacle(path: string, message: string, fix: string): void {
    this.obstacles.push({ path, message, fix });
  }

  /** The spec, with what is the same in both pod templates said once. */
  build(): FlinkDeploymentSpec {
    const { jobManager, taskManager } = {
      jobManager: this.pods.jobManager.build(),
      taskManager: this.pods.taskManager.build(),
    };
    const shared = jobManager !== undefined && equalJson(jobManager, taskManager) ? jobManager : undefined;
    const { spec } = this;
    return withoutEmpty({
      image: spec.image,
      imagePullPolicy: spec.imagePullPolicy,
      flinkVersion: spec.flinkVersion,
      mode: spec.mode,
      serviceAccount: spec.serviceAccount,
      flinkConfiguration: Object.fromEntries(this.configuration),
      logConfiguration: spec.logConfiguration,
      ingress: spec.ingress,
      podTemplate: shared,
      jobManager: withoutEmpty({ resources: this.resources.jobManager, podTemplate: shared ? undefined : jobManager }),
      taskManager: withoutEmpty({
        replicas: this.taskManagers,
        resources: this.resources.taskManager,
        podTemplate: shared ? undefined : taskManager,
      }),
      job: this.source.spec.job && withoutEmpty(this.job),
    }) as FlinkDeploymentSpec;
  }
}
