/** Texts that are remembered, and how long they may be. Past the count the memory starts anew. */
const mostTexts = 1000;
const longestText = 100;

/**
 * The same function, remembering its answers: from object to object the same few amounts and keys come back. Bounded in
 * number and length, so that no stream of objects fills the memory.
 */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined || known.has(text)) return remembered as T;
    const answer = read(text);
    if (known.size >= mostTexts) known.clear();
    if (text.length <= longestText) known.set(text, answer);
    return answer;
  };
}
