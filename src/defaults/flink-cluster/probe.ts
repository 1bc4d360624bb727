import { isObject, type JsonObject } from '../../values/json.ts';
import { isAbsent, isBlank, withFields } from './fields.ts';
import { standardProbes } from './standard.ts';

const handlers = ['httpGet', 'exec', 'grpc'] as const;

/**
 * The probe laid over the standard one, field by field. As in the reference, a zero says nothing. Unlike there, another
 * handler replaces the TCP check: Kubernetes refuses a probe with two.
 */
export function probeOver(kind: keyof typeof standardProbes, probe: unknown, port: number): JsonObject | undefined {
  const standard = standardProbes[kind];
  if (isAbsent(probe)) return { ...standard, tcpSocket: { port } };
  if (!isObject(probe)) return undefined;
  return withFields(probe, {
    timeoutSeconds: unlessSaid(probe['timeoutSeconds'], standard.timeoutSeconds),
    initialDelaySeconds: unlessSaid(probe['initialDelaySeconds'], standard.initialDelaySeconds),
    periodSeconds: unlessSaid(probe['periodSeconds'], standard.periodSeconds),
    failureThreshold: unlessSaid(probe['failureThreshold'], standard.failureThreshold),
    tcpSocket: tcpCheck(probe, port),
  });
}

function unlessSaid<T>(value: unknown, standard: T): T | undefined {
  return isBlank(value) ? standard : undefined;
}

function tcpCheck(probe: JsonObject, port: number): JsonObject | undefined {
  const check = probe['tcpSocket'];
  if (isAbsent(check)) return handlers.some((handler) => !isAbsent(probe[handler])) ? undefined : { port };
  if (!isObject(check)) return undefined;
  return isBlank(check['port']) ? { ...check, port } : undefined;
}
