import type { IncomingMessage } from 'node:http';

/** The whole text of an answer. One that is larger than so many bytes is cut off, and `tooLarge` thrown. */
export async function readAnswer(message: IncomingMessage, limit: number, tooLarge: () => Error): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > limit) {
      message.destroy();
      throw tooLarge();
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
