import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { attempt } from '../processes.ts';
import type { Container, Probe } from './types.ts';

export interface ProbeTarget {
  readonly container: Container;
  readonly address: string;
  /** The first process of the container. */
  init(): number | undefined;
}

/** Asks again and again until stopped; tells whenever the answer, thresholds counted, turns. */
export async function watchProbe(
  probe: Probe,
  target: ProbeTarget,
  signal: AbortSignal,
  turned: (passes: boolean) => void,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  let successes = 0;
  let failures = 0;
  const rest = (seconds: number) => wait(seconds * 1000, undefined, { signal }).catch(() => {});
  await rest(initialDelaySeconds);
  while (!signal.aborted) {
    const passed = await ask(probe, target);
    if (signal.aborted) return;
    successes = passed ? successes + 1 : 0;
    failures = passed ? 0 : failures + 1;
    if (successes === successThreshold) turned(true);
    if (failures === failureThreshold) turned(false);
    await rest(periodSeconds);
  }
}

function ask({ httpGet, tcpSocket, exec, timeoutSeconds = 1 }: Probe, target: ProbeTarget): Promise<boolean> {
  const milliseconds = timeoutSeconds * 1000;
  if (httpGet) {
    const get = httpGet.scheme === 'HTTPS' ? getSecure : getPlain;
    const options = {
      host: httpGet.host ?? target.address,
      port: portOf(httpGet.port, target.container),
      path: httpGet.path ?? '/',
      timeout: milliseconds,
      rejectUnauthorized: false,
      agent: false as const,
    };
    return new Promise((resolve) => {
      const asked = get(options, ({ statusCode = 500 }) => {
        resolve(statusCode >= 200 && statusCode < 400);
        asked.destroy();
      });
      asked.on('timeout', () => asked.destroy(new Error('late')));
      asked.on('error', () => resolve(false));
    });
  }
  if (tcpSocket) {
    return new Promise((resolve) => {
      const socket = connect({
        host: target.address,
        port: portOf(tcpSocket.port, target.container),
        timeout: milliseconds,
      });
      const end = (passed: boolean) => {
        resolve(passed);
        socket.destroy();
      };
      socket.on('connect', () => end(true));
      socket.on('timeout', () => end(false));
      socket.on('error', () => end(false));
    });
  }
  return runInside(target, exec?.command ?? [], timeoutSeconds);
}

export async function runInside({ init }: ProbeTarget, command: readonly string[], seconds: number): Promise<boolean> {
  const pid = init();
  if (pid === undefined) return false;
  const enter = [`--target=${pid}`, '--mount', '--pid', '--net', '--uts', '--root', '--'];
  return (await attempt('nsenter', [...enter, ...command], { timeoutSeconds: seconds })).code === 0;
}

function portOf(port: number | string, { ports = [] }: Container): number {
  return typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.containerPort ?? 0);
}
