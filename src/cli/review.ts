import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Side } from '../admission/answer-types.ts';
import { createGate } from '../admission/gate.ts';
import { readingError, UnreadableInput } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command } from './io.ts';
import { readQuestion } from './review/envelope.ts';
import { splitQuestions } from './review/questions.ts';
import { portsOf, readWorld, type WorldOptions } from './world.ts';

export interface ReviewOptions extends WorldOptions {
  readonly file: string;
  readonly mutate?: boolean;
}

/** Answers each review with the very bytes that the server would send, one line each. */
export const review: Command<ReviewOptions> = async ({ file, mutate, ...flags }, io) => {
  const side: Side = mutate ? 'mutate' : 'validate';
  const world = await readWorld(flags, io.cwd);
  const usual = createGate(portsOf(world));
  let code: number = exitCode.ok;
  const input = file === '-' ? io.stdin : createReadStream(path.resolve(io.cwd, file));
  try {
    for await (const bytes of splitQuestions(input)) {
      const { body, world: own } = readQuestion(bytes);
      const gate = own ? createGate(portsOf({ ...world, ...own })) : usual;
      const answer = await gate.answer(side, body);
      if (answer.status !== 200) code = exitCode.unreadable;
      io.stdout.write(`${answer.body}\n`);
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new UnreadableInput(readingError(file, error));
    throw error;
  }
  return code;
};
