import { get } from 'node:http';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';

export interface ProbeOptions {
  readonly url?: string;
}

const patience = 3000;

/** Whether a server on this machine is alive: the health command of the image, which has no shell and no curl. */
export const probe: Command<ProbeOptions> = async ({ url = 'http://127.0.0.1:8080/livez' }, { stdout }) => {
  const problem = await new Promise<string | undefined>((resolve) => {
    const asked = get(url, { timeout: patience }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `answered ${response.statusCode}`);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${patience} ms`)));
    asked.on('error', (error) => resolve(error.message));
  });
  stdout.write(problem === undefined ? 'ok\n' : `${url}: ${problem}\n`);
  return problem === undefined ? exitCode.ok : exitCode.findings;
};
