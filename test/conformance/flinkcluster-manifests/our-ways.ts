import { parseDocument } from 'yaml';
import type { Child } from '../../../src/engine/child.ts';
import { defaultLogFiles } from '../../../src/engine/flink-cluster/configuration/logging.ts';
import { submitScript } from '../../../src/engine/flink-cluster/resources/submit-script.ts';
import { isObject } from '../../../src/values/json.ts';
import type { Recorded } from '../flink-reconcile/recording.ts';

/** What is different in the same way in every case: recorded objects as we would have them. */
export function ourWay(objects: readonly Recorded[], deploymentType: unknown): Recorded[] {
  return withoutIdleHelpers(objects, deploymentType).map(
    (object) => changedThroughout(object, [ownText, oneHandler, unsaidPort]) as unknown as Recorded,
  );
}

/** The same for the spec that a revision holds. */
export function ourWayOfRevision(data: unknown): unknown {
  return changedThroughout(data, [oneHandler]);
}

type Way = (value: unknown) => unknown;

function changedThroughout(value: unknown, ways: readonly Way[]): unknown {
  const inner = Array.isArray(value)
    ? value.map((item) => changedThroughout(item, ways))
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, changedThroughout(field, ways)]))
      : value;
  return ways.reduce((changed, way) => way(changed), inner);
}

const texts: Readonly<Record<string, string | undefined>> = {
  SUBMIT_SCRIPT: submitScript,
  DEFAULT_LOG4J: defaultLogFiles['log4j-console.properties'],
  DEFAULT_LOGBACK: defaultLogFiles['logback-console.xml'],
};

/** Where any equivalent text will do, the recording has a placeholder. */
const ownText: Way = (value) =>
  typeof value === 'string' ? (texts[/^\$\{(\w+)\}$/.exec(value)?.[1] ?? ''] ?? value) : value;

/** Kubernetes refuses a probe with two handlers. Source: `spec/flinkcluster.md` 18, item 8. */
const oneHandler: Way = (value) => {
  if (!isObject(value) || !value['tcpSocket'] || !(value['httpGet'] || value['exec'] || value['grpc'])) return value;
  const { tcpSocket: _, ...others } = value;
  return others;
};

/** A Go program writes 0 where no port of the pod is said, which Kubernetes takes for the port of the Service. */
const unsaidPort: Way = (value) => {
  if (!isObject(value) || value['targetPort'] !== 0) return value;
  const { targetPort: _, ...others } = value;
  return others;
};

/** Where the TaskManagers are taken away, so is what only they need. Source: `spec/flinkcluster.md` 18, item 13. */
function withoutIdleHelpers(objects: readonly Recorded[], deploymentType: unknown): readonly Recorded[] {
  const isWorkload = (object: Recorded) =>
    (object.kind === 'StatefulSet' || object.kind === 'Deployment') && object.metadata.name.endsWith('-taskmanager');
  if (objects.some(isWorkload) || !['StatefulSet', 'Deployment'].includes(String(deploymentType))) return objects;
  return objects.filter(
    ({ kind, metadata }) =>
      kind !== 'HorizontalPodAutoscaler' && !(kind === 'Service' && metadata.name.endsWith('-taskmanager')),
  );
}

/** What we make as it was recorded: values of `config.yaml` without the quotes that they need. Source: the same, item 26. */
export function withoutNeededQuotes(object: Child): Child {
  const text = object.data?.['config.yaml'];
  if (text === undefined) return object;
  return { ...object, data: { ...object.data, 'config.yaml': text.replace(/^.+$/gm, unquoted) } };
}

function unquoted(line: string): string {
  const read: unknown = parseDocument(line, { schema: 'failsafe' }).toJS();
  if (!isObject(read)) return line;
  const [key = '', value] = Object.entries(read)[0] ?? [];
  const bare = `${key}: ${value}`;
  const document = parseDocument(bare);
  const misread = document.errors.length > 0 || document.get(key)?.toString() !== value;
  return misread ? bare : line;
}
