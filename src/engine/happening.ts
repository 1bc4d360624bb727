type Labels = Readonly<Record<string, string>>;

/** Something that has happened to an object. */
export interface Happening {
  /** What it is told by, such as Operator, Job or JobManagerDeployment. */
  readonly component: string;
  readonly type: 'Normal' | 'Warning';
  /** One word for programs. */
  readonly reason: string;
  /** A sentence for people. Cut to 1,024 bytes. */
  readonly message: string;
  /** Makes happenings of different messages the same event. */
  readonly messageKey?: string;
  /** What happens where the event is there already. Without it, it is counted. */
  readonly again?: Again;
  /** Replace those of an event that is there already. */
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

type Again =
  | 'count'
  /** Nothing. */
  | 'ignore'
  /** Nothing within so many milliseconds of the last time and, where asked, for stored labels like these; else counted. */
  | { readonly ignoreFor: number; readonly where?: (stored: Labels) => boolean };
