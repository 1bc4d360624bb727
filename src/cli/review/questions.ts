const newline = 0x0a;

/**
 * Splits input into what is to be answered: every line by itself as soon as it is there, or the whole where it is one
 * document over several lines. Bytes, because what is no UTF-8 has an answer, too.
 */
export async function* splitQuestions(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const lines = splitLines(input);
  const first = await lines.next();
  if (first.done) {
    yield new Uint8Array();
    return;
  }
  if (isJson(first.value)) {
    yield first.value;
    yield* lines;
    return;
  }
  const all = [first.value];
  for await (const line of lines) all.push(line);
  yield* isOneDocument(all) ? [joined(all)] : all;
}

/** Lines without their ends. What stands after the last newline is a line if it is anything. */
async function* splitLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array, undefined> {
  let begun: Buffer[] = [];
  for await (const chunk of input) {
    let rest = Buffer.from(chunk);
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline)) {
      yield begun.length === 0 ? rest.subarray(0, end) : Buffer.concat([...begun, rest.subarray(0, end)]);
      begun = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) begun.push(rest);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
  return undefined;
}

/** The first line is no JSON by itself: a document over several lines, whole or cut off, or lines of which it is broken. */
function isOneDocument(lines: readonly Uint8Array[]): boolean {
  if (lines.length === 1 || isJson(joined(lines))) return true;
  const opensMore = /[{[,]\s*$/.test(textOf(lines[0] ?? new Uint8Array()) ?? '');
  return opensMore && !lines.slice(1).some(isWholeObject);
}

function isWholeObject(line: Uint8Array): boolean {
  return /^\s*\{[\s\S]*\w[\s\S]*\}\s*$/.test(textOf(line) ?? '') && isJson(line);
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [Buffer.from([newline]), line])));
}

function isJson(bytes: Uint8Array): boolean {
  const text = textOf(bytes);
  if (text === undefined) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** `undefined` for what is no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
