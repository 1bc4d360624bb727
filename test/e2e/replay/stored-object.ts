import { isObject } from '../../../src/values/json.ts';
import type { FlinkCase } from '../../conformance/corpus.ts';
import type { Manifest } from './cases.ts';

/** No update sets a status or begins a deletion, so what the new object has of them must be stored before. */
export function storedObject(recorded: FlinkCase): Manifest {
  const { object } = recorded;
  const old = recorded.old as Manifest;
  const deletion = [old, object].map((one) => (one as Manifest | null)?.metadata['deletionTimestamp']).find(Boolean);
  const metadata = {
    ...old.metadata,
    ...(deletion !== undefined && { deletionTimestamp: deletion, finalizers: ['sluice.dev/held'] }),
  };
  return { ...old, ...storedStatus(recorded), metadata };
}

/** An API server shows the stored status in both objects; the rules of the flink kinds read that of the new one. */
function storedStatus({ object, old }: FlinkCase): { status?: unknown } {
  const [newer, older] = [object?.['status'], isObject(old) ? old['status'] : undefined];
  const isFlink = String(object?.['apiVersion']).startsWith('flink.apache.org/');
  const status = isFlink ? (newer ?? older) : (older ?? newer);
  return status === undefined ? {} : { status };
}
