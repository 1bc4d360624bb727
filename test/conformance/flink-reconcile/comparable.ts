import { parse } from 'yaml';
import type { Child } from '../../../src/engine/child.ts';
import { parseFlinkConf } from '../../../src/values/flink-conf.ts';
import { withApiDefaults } from './api-defaults.ts';
import type { Recorded } from './recording.ts';

/** Names of temporary files, which we do not make. */
const onlyThere = /^kubernetes\.pod-template-file\.|^\$internal\.deployment\.config-dir$/;

/** Java gives their entries in any order. */
const maps = ['kubernetes.jobmanager.owner.reference', 'kubernetes.jobmanager.annotations'];

function flatOptions(text: string): Record<string, string> {
  const flat: Record<string, string> = {};
  const walk = (value: unknown, at: string) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, below] of Object.entries(value)) walk(below, at === '' ? key : `${at}.${key}`);
    } else flat[at] = Array.isArray(value) ? JSON.stringify(value) : String(value);
  };
  walk(parse(text), '');
  return flat;
}

/** Without what an API server adds to every object, and with what stands in files as data. */
export function comparable(object: Recorded | Child, recordedOptions?: Readonly<Record<string, string>>): unknown {
  const { uid: _, generation: __, ownerReferences, ...metadata } = object.metadata as Record<string, unknown>;
  const owners = (ownerReferences ?? []) as { kind: string }[];
  const data = object.data && { ...object.data };
  let options: Record<string, string> | undefined;
  for (const file of ['flink-conf.yaml', 'config.yaml']) {
    if (data?.[file] === undefined) continue;
    const text = data[file];
    options =
      recordedOptions ??
      (file === 'config.yaml' ? flatOptions(text) : Object.fromEntries(parseFlinkConf(text).entries));
    options = Object.fromEntries(
      Object.entries(options)
        .filter(([key]) => !onlyThere.test(key))
        .toSorted(),
    );
    // Nothing stands behind the colon where there are no arguments, which readers pass over.
    if (/^\$internal\.application\.program-args: *$/m.test(text)) options['$internal.application.program-args'] = '';
    // A directory of its own for each deployment, by whatever name.
    const store = options['job-result-store.storage-path'];
    if (store) options['job-result-store.storage-path'] = store.replace(/[^/]+$/, '…');
    // The older of two names of one option says the same.
    const [newer, older] = ['execution.checkpointing.savepoint-dir', 'state.savepoints.dir'];
    if (options[newer] === options[older]) delete options[newer];
    for (const key of maps) if (options[key]) options[key] = options[key].split(',').toSorted().join();
    data[file] = '';
  }
  const template = data?.['taskmanager-pod-template.yaml'];
  return withApiDefaults({
    ...object,
    metadata: { ...metadata, ownerReferences: owners.filter(({ kind }) => kind === 'FlinkDeployment') },
    ...(data && { data: { ...data, ...(template && { 'taskmanager-pod-template.yaml': parse(template) }) } }),
    ...(options && { options }),
  } as Record<string, unknown>);
}
