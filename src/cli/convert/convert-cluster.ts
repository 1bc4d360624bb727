import { judgeManifest } from '../../admission/judge-manifest.ts';
import type { GatePorts } from '../../admission/ports.ts';
import { depthLimit } from '../../admission/request.ts';
import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import type { KubeObject } from '../../api/meta.ts';
import { type Conversion, toFlinkDeployment } from '../../conversion/to-flink-deployment/convert.ts';
import type { FieldReport, Obstacle } from '../../conversion/to-flink-deployment/report.ts';
import type { ConversionOptions } from '../../conversion/to-flink-deployment/source.ts';
import type { Finding } from '../../rules/rule.ts';
import { isObject, type JsonObject, withoutNulls } from '../../values/json.ts';
import { titleOf } from '../lint/subject.ts';
import type { ReadObject } from '../manifest/read-objects.ts';

/** What has become of one FlinkCluster. */
export interface Converted extends Pick<Conversion, 'fields' | 'steps'> {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly file: string;
  /** As a cluster would store it; `undefined` where something stands in the way. */
  readonly deployment: FlinkDeployment | undefined;
  readonly obstacles: readonly Obstacle[];
  /** What the gate says about the FlinkDeployment, and lets pass. */
  readonly advice: readonly Finding[];
}

/** Rules about creating a FlinkCluster, which nobody is going to do with this one. */
const ofCreation = new Set(['job-cancel-requested-on-create', 'v1alpha1-job-cancel-requested-on-create']);
const unknownField = 'schema-unknown-field';
/** What was piped in has no name for commands. */
const stdin = '<stdin>';
/** Where kubectl puts what names no namespace. */
const usualNamespace = 'default';

/** Converts what the gate takes for a valid FlinkCluster, and has the gate judge the result. */
export async function convertCluster(
  { object, file }: ReadObject,
  options: ConversionOptions,
  ports: GatePorts,
): Promise<Converted> {
  const { name = '', namespace } = titleOf(object, undefined);
  const about = { name, namespace, file };
  const findings = await findingsOf(object, ports);
  const faults = findings.filter(standsInTheWay);
  if (faults.length > 0) {
    return { ...about, deployment: undefined, obstacles: faults.map(asObstacle), fields: [], steps: [], advice: [] };
  }
  const source = withoutNulls<object>(object, depthLimit) as KubeObject;
  const conversion = toFlinkDeployment(source, { ...options, ...(file !== stdin && { file }) });
  const fields = [...findings.filter(({ rule }) => rule === unknownField).map(asUnknown), ...conversion.fields];
  const { deployment, steps } = conversion;
  if (!deployment) return { ...about, ...conversion, fields, advice: [] };
  const judged = await findingsOf({ ...deployment }, ports);
  const refusals = judged.filter(({ severity }) => severity === 'error');
  return {
    ...about,
    fields,
    steps,
    deployment: refusals.length === 0 ? deployment : undefined,
    obstacles: refusals.map(inResult),
    advice: judged.filter(({ severity }) => severity === 'warning'),
  };
}

/** Of the status nothing is taken but a savepoint, and only where it can be read. */
function standsInTheWay({ severity, rule, path }: Finding): boolean {
  return severity === 'error' && !ofCreation.has(rule) && !/^status\b/.test(path);
}

async function findingsOf(object: JsonObject, ports: GatePorts): Promise<readonly Finding[]> {
  const metadata = object['metadata'];
  const placed = isObject(metadata) ? { ...object, metadata: { namespace: usualNamespace, ...metadata } } : object;
  return (await judgeManifest(placed, ports))?.findings ?? [];
}

function asObstacle({ path, message, rule, fix }: Finding): Obstacle {
  return { path, message: `${message} [${rule}]`, fix: fix ?? '' };
}

function inResult(finding: Finding): Obstacle {
  return { ...asObstacle(finding), path: `FlinkDeployment ${finding.path}` };
}

function asUnknown({ path, fix }: Finding): FieldReport {
  return { path, outcome: 'idle', note: `is no field of FlinkCluster${fix === undefined ? '' : ` (${fix})`}` };
}
