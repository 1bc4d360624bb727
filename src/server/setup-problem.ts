/** What the user has set up cannot work; the message says what and why, and needs no stack. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
}
