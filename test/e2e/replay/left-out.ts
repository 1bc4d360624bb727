/** The cases that were left out, by the reason. */
export type LeftOut = Map<string, string[]>;

export function leaveOut(leftOut: LeftOut, reason: string, id: string): void {
  const ids = leftOut.get(reason);
  if (ids) ids.push(id);
  else leftOut.set(reason, [id]);
}
