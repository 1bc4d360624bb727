/**
 * What becomes of a field. `carried`: it means the same in another place. `changed`: something of it is kept, and the note says what is
 * different. `idle`: it is left out and nobody misses it. `lost`: nothing takes its place, and the note says what to do.
 */
export type Outcome = 'carried' | 'changed' | 'idle' | 'lost';

/** What is told of one field of a FlinkCluster. */
export interface FieldReport {
  readonly path: string;
  readonly outcome: Outcome;
  /** Where it stands in the FlinkDeployment. */
  readonly to?: string;
  readonly note?: string;
  /** The field is left out, and means this by default. */
  readonly implied?: true;
}

/** Something without which there is no FlinkDeployment. */
export interface Obstacle {
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}
