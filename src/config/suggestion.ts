/** `; did you mean log.level?`, or nothing where no name is near. */
export async function suggestion(name: string, known: readonly string[]): Promise<string> {
  const { closest, distance } = await import('fastest-levenshtein');
  const last = name.slice(name.lastIndexOf('.') + 1);
  const moved = known.filter((path) => path.slice(path.lastIndexOf('.') + 1) === last);
  const near = moved.length === 1 ? (moved[0] as string) : closest(name, [...known]);
  const far = moved.length !== 1 && distance(name, near) > Math.max(2, name.length * 0.4);
  return near === undefined || far ? '' : `; did you mean ${near}?`;
}
