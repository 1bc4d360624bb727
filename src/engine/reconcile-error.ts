/** A spec cannot be turned into a cluster. The message is for its owner; nothing has been done. */
export class ReconcileError extends Error {
  override readonly name = 'ReconcileError';
  /** One word in the manner of Kubernetes' reasons. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
