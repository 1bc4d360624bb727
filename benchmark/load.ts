import autocannon from 'autocannon';
import { cpuSeconds } from './process.ts';

export interface LoadFigures {
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the server, user and system, for each request. */
  readonly cpuMicroseconds: number;
  /** Answers that were not 2xx, and connections that failed. */
  readonly failures: number;
}

export interface Target {
  readonly url: string;
  readonly pid: number;
  readonly ca: string;
}

/** Posts one body over TLS 1.3 with keep-alive for some seconds. Milliseconds for the percentiles. */
export async function load(target: Target, body: string, connections: number, seconds: number): Promise<LoadFigures> {
  const before = cpuSeconds(target.pid);
  const result = await autocannon({
    url: target.url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    duration: seconds,
    // Our server asks for a new connection after 1,000 requests (S-24). autocannon would take each one for a request more in
    // flight and count its wait, so it renews its connections before that, to both servers.
    reconnectRate: 900,
    tlsOptions: { ca: target.ca, servername: 'localhost', minVersion: 'TLSv1.3' },
  } as autocannon.Options);
  const cpu = cpuSeconds(target.pid) - before;
  const answered = result['2xx'] + result.non2xx;
  return {
    connections,
    requestsPerSecond: Math.round(answered / result.duration),
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMicroseconds: Math.round((cpu / answered) * 1e6),
    failures: result.non2xx + result.errors + result.timeouts,
  };
}
