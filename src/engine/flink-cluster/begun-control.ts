import type { Situation } from './situation.ts';
import { timestamp } from './status/timestamp.ts';
import type { Control } from './subject.ts';

/** A request that is acted on now; the same may have been asked for, and done, before. */
export function begunControl({ status: { control }, now }: Situation, name: string): Control | undefined {
  if (control?.name !== name || control.state === 'InProgress') return control;
  return { name, state: 'InProgress', updateTime: timestamp(now) };
}
