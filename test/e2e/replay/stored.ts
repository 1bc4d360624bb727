import { collectionOf, placeOf } from './addresses.ts';
import type { Answer, ApiServer } from './api-server.ts';
import { withoutServersPart } from './api-server-part.ts';
import type { Manifest, ReplayCase } from './cases.ts';
import { inTurn } from './in-turn.ts';
import { type LeftOut, leaveOut } from './left-out.ts';

/** What is written before there is a registration. The resource version of each stored object, by its case. */
export interface StoredState {
  readonly versions: ReadonlyMap<ReplayCase, string>;
  /** Those of which everything could be stored. */
  readonly cases: readonly ReplayCase[];
}

export async function store(api: ApiServer, cases: readonly ReplayCase[], leftOut: LeftOut): Promise<StoredState> {
  const versions = new Map<ReplayCase, string>();
  const possible = new Set(cases);
  await makeNamespaces(api, cases);
  const busy = cases.filter(({ stored, others }) => stored !== undefined || others.length > 0);
  await inTurn(busy, async (subject) => {
    for (const manifest of [...subject.others, ...(subject.stored ? [subject.stored] : [])]) {
      const { status, body } = await storeOne(api, manifest);
      if (status < 300) {
        if (manifest === subject.stored) versions.set(subject, body.metadata?.resourceVersion ?? '');
        continue;
      }
      const what = manifest === subject.stored ? 'the stored object' : 'another object that it needs';
      leaveOut(leftOut, `${what} cannot be made even without a webhook`, subject.id);
      possible.delete(subject);
      return;
    }
  });
  return { versions, cases: [...possible] };
}

async function makeNamespaces(api: ApiServer, cases: readonly ReplayCase[]): Promise<void> {
  const manifests = cases.flatMap(({ object, stored, others }) => [object, ...(stored ? [stored] : []), ...others]);
  const names = new Set(manifests.map(({ metadata }) => metadata.namespace));
  await inTurn([...names], async (name) => {
    const { status, body } = await api.call('POST', '/api/v1/namespaces', { metadata: { name } });
    if (status >= 300 && status !== 409) throw new Error(`no namespace ${name}: ${body.message}`);
  });
}

/** With its status, and on its way out where it was recorded so. */
async function storeOne(api: ApiServer, manifest: Manifest): Promise<Answer> {
  const { deletionTimestamp } = manifest.metadata;
  const { status, ...object } = withoutServersPart(manifest);
  let answer = await api.callServed('POST', collectionOf(manifest), object);
  if (answer.status < 300 && status !== undefined && status !== null)
    answer = await api.call('PATCH', `${placeOf(manifest)}/status`, { status });
  if (answer.status < 300 && deletionTimestamp !== undefined) answer = await api.call('DELETE', placeOf(manifest));
  return answer;
}
