/** Something that is told of an object by an Event. The port that writes it decides about repetitions. */
export interface Happening {
  /** What it is told by. */
  readonly component: 'Operator' | 'Job' | 'JobManagerDeployment' | 'Snapshot';
  readonly type: 'Normal' | 'Warning';
  /** One word for programs. */
  readonly reason: string;
  /** A sentence for people. */
  readonly message: string;
}
