/** A request that is answered before anything is reviewed; the caller is told why in one short line. */
export class TurnedAway extends Error {
  override readonly name = 'TurnedAway';
  readonly statusCode: number;
  /** A metric label. */
  readonly reason: string;

  constructor(statusCode: number, reason: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.reason = reason;
  }
}

/** The same shape that the gate gives to a body that it cannot read. */
export function refusalBody(reason: string, message: string): string {
  return JSON.stringify({ error: message, reason });
}

export const overloaded = (): TurnedAway => new TurnedAway(503, 'overload', 'too many requests at once; try again');

export const unsupportedMediaType = (): TurnedAway =>
  new TurnedAway(415, 'media-type', 'the body must be application/json');

export const bodyTooLarge = (limit: number): TurnedAway =>
  new TurnedAway(413, 'too-large', `the body is larger than ${limit} bytes`);
