import { once } from 'node:events';
import { type Agent, request } from 'node:https';

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Posts JSON as an API server does: HTTP/1.1, connections kept open by the agent. */
export async function post(url: string, body: string, agent: Agent): Promise<Reply> {
  const call = request(url, { method: 'POST', agent });
  call.setHeader('content-type', 'application/json');
  call.end(body);
  const [response] = await once(call, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, body: text, headers: response.headers };
}
