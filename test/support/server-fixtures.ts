import type { Answer, Gate, Side } from '../../src/admission/answer-types.ts';
import { createLog } from '../../src/log.ts';
import { buildServer, type ServerOptions } from '../../src/server/build-server.ts';
import { Load } from '../../src/server/load.ts';

/** What a gate was asked, in order. */
export interface Asked {
  readonly side: Side;
  readonly body: string;
  readonly plural: string | undefined;
}

export const allowed: Answer = {
  status: 200,
  body: '{"kind":"AdmissionReview","response":{"allowed":true}}',
  outcome: {
    side: 'validate',
    uid: 'u1',
    kind: 'FlinkDeployment',
    namespace: 'flink',
    name: 'demo',
    operation: 'CREATE',
    user: 'admin',
    dryRun: false,
    verdict: 'allowed',
    findings: [],
    brokenRules: [],
    patchOperations: 0,
  },
};

/** A gate that says what a test wants, so that a test of HTTP needs no Flink object. */
export function standInGate(answer: Answer | (() => Promise<Answer>) = allowed): Gate & { asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    async answer(side, body, plural) {
      asked.push({ side, body: Buffer.from(body as Uint8Array).toString('utf8'), plural });
      return typeof answer === 'function' ? answer() : answer;
    },
  };
}

export interface TestServer {
  readonly server: ReturnType<typeof buildServer>;
  readonly load: Load;
  readonly rejected: string[];
  readonly answered: Answer['outcome'][];
  /** The lines that were logged so far. */
  lines(): Record<string, unknown>[];
}

type Changes = Partial<Omit<ServerOptions, 'limits'>> & {
  limits?: Partial<ServerOptions['limits']>;
  level?: string;
  concurrency?: number;
  bufferedBytes?: number;
};

export function testServer({ level, concurrency, bufferedBytes, limits, ...changes }: Changes = {}): TestServer {
  const chunks: string[] = [];
  const writer = createLog({
    level: level ?? 'info',
    format: 'json',
    output: { write: (chunk: string) => void chunks.push(chunk), flushSync() {} },
  });
  const load = new Load({ concurrency: concurrency ?? 100, bufferedBytes: bufferedBytes ?? 64 * 1024 * 1024 });
  const rejected: string[] = [];
  const answered: Answer['outcome'][] = [];
  const server = buildServer({
    gate: standInGate(),
    log: writer.log,
    metrics: { rejected: (reason) => void rejected.push(reason), answered: (outcome) => void answered.push(outcome) },
    load,
    timeouts: { headers: 10, request: 15, keepAlive: 90 },
    draining: () => false,
    ...changes,
    limits: { bodyBytes: 7 * 1024 * 1024, requestsPerSocket: 1000, ...limits },
  });
  const lines = () => {
    writer.flush();
    return chunks
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  return { server, load, rejected, answered, lines };
}
