import { collectionOf, placeOf } from './addresses.ts';
import type { Answer, ApiServer } from './api-server.ts';
import { withoutServersPart } from './api-server-part.ts';
import type { ReplayCase } from './cases.ts';

/** The request of the case as a dry run, so that nothing changes for the next one. */
export function ask(api: ApiServer, subject: ReplayCase, resourceVersion: string | undefined): Promise<Answer> {
  const { id, operation, object } = subject;
  const query = `?dryRun=All&fieldManager=${id}`;
  const sent = withoutServersPart(object);
  if (operation === 'CREATE') return api.callServed('POST', `${collectionOf(object)}${query}`, sent);
  if (operation === 'DELETE') return api.call('DELETE', `${placeOf(object)}?dryRun=All`);
  const metadata = { ...sent.metadata, ...(resourceVersion && { resourceVersion }) };
  return api.call('PUT', `${placeOf(object)}${query}`, { ...sent, metadata });
}
