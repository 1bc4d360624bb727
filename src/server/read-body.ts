import type { IncomingMessage } from 'node:http';
import type { Load } from './load.ts';
import { bodyTooLarge, overloaded, TurnedAway } from './turned-away.ts';

/**
 * The whole body of a request. Who gets one must give it back with `load.leave(body.length)`. A body that is too large
 * is refused as soon as that is known: by its announced length, or at the first byte too many.
 */
export function readBody(
  message: IncomingMessage,
  limit: number,
  load: Load,
  done: (error: TurnedAway | null, body?: Buffer) => void,
): void {
  const announced = message.headers['content-length'];
  const refusal = Number(announced ?? 0) > limit ? bodyTooLarge(limit) : load.enter() ? undefined : overloaded();
  if (refusal) {
    done(refusal);
    return;
  }

  const chunks: Buffer[] = [];
  let length = 0;

  function onData(chunk: Buffer): void {
    const fits = length + chunk.length <= limit;
    if (fits && load.hold(chunk.length)) {
      length += chunk.length;
      chunks.push(chunk);
    } else giveUp(fits ? overloaded() : bodyTooLarge(limit));
  }
  function onEnd(): void {
    stopListening();
    const [only] = chunks;
    done(null, only && chunks.length === 1 ? only : Buffer.concat(chunks, length));
  }
  function onError(): void {
    giveUp(new TurnedAway(400, 'aborted', 'the body ended early'));
  }
  function giveUp(why: TurnedAway): void {
    stopListening();
    load.leave(length);
    done(why);
  }
  function stopListening(): void {
    message.off('data', onData).off('end', onEnd).off('error', onError);
  }
  message.on('data', onData).on('end', onEnd).on('error', onError);
}
