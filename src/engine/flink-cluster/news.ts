import type { Happening } from '../happening.ts';
import type { Recollection } from '../ports.ts';

/** Without what is told once and was so in the last pass: asked each time, an API server would tell of nothing else soon. */
export function news(happenings: readonly Happening[], memory: Recollection): readonly Happening[] {
  const { told } = memory;
  memory.told = new Set(happenings.flatMap(({ again, message }) => (again === 'ignore' ? [message] : [])));
  return happenings.filter(({ again, message }) => again !== 'ignore' || !told?.has(message));
}
