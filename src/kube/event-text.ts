/** UTF-8 bytes that the events.k8s.io API takes as the note of an event; the core API itself knows no limit. */
const messageBytes = 1024;
/** Characters that the events.k8s.io API takes as the reason of an event. */
const reasonLength = 128;
const ellipsis = '…';

/** A message that every API for events takes. What is too long ends with an ellipsis, never inside a character. */
export function eventMessage(message: string): string {
  const text = message.toWellFormed();
  if (Buffer.byteLength(text) <= messageBytes) return text;
  const bytes = Buffer.from(text);
  let end = messageBytes - Buffer.byteLength(ellipsis);
  // Bytes that go on with a character are 10xxxxxx.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end) + ellipsis;
}

/** Throws RangeError for what is no reason: one word as a rule, printable ASCII, up to 128 characters. */
export function checkReason(reason: string): void {
  if (reason.length <= reasonLength && /^[A-Za-z0-9]([ -~]*[!-~])?$/.test(reason)) return;
  throw new RangeError(`${JSON.stringify(reason.slice(0, 2 * reasonLength))} is no reason of an event`);
}
