/** Characters; enough for a sentence with a path in it, short enough for a status. */
const longest = 1000;

/**
 * The one line of Flink's messages that says what went wrong: the last `Caused by:`, or the first line where there is
 * none. A message is a whole stack trace of Java, and of several the last one goes deepest.
 *
 * `undefined` where nothing was said.
 */
export function rootCause(messages: readonly string[]): string | undefined {
  const lines = messages.flatMap((message) => causesOf(message));
  return lines.at(-1)?.slice(0, longest);
}

/** The first line of a trace and of each of its causes, outermost first. */
function causesOf(message: string): string[] {
  const lines = message.split('\n').map((line) => line.trimEnd());
  // The envelope of an exception that came from another process.
  const trace = lines.filter(
    (line) => line !== '' && !/^(<Exception on server side:|End of exception on server)/.test(line),
  );
  const first = trace.slice(0, 1).filter((line) => !line.startsWith('\t'));
  // Causes of suppressed exceptions are indented.
  const causes = trace.filter((line) => line.startsWith('Caused by: ')).map((line) => line.slice('Caused by: '.length));
  return [...first, ...causes];
}
