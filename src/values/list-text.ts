/** A list as Flink's options write it: items joined by `;`, quoted where they hold what would be taken for structure. */
export function formatList(items: readonly string[]): string {
  return items.map((item) => quotedFor(item, /[;'"]/)).join(';');
}

/** A map as Flink's options write it: pairs joined by `,`, key and value by `:`. */
export function formatMap(entries: Iterable<readonly [string, string]>): string {
  return [...entries]
    .map(([key, value]) => quotedFor(`${quotedFor(key, /[:'"]/)}:${quotedFor(value, /[:'"]/)}`, /[,'"]/))
    .join(',');
}

function quotedFor(text: string, structure: RegExp): string {
  return structure.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
}
