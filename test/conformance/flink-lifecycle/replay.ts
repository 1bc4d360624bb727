import { differences } from './differences.ts';
import { inOurWays, withoutOurOwn } from './our-ways.ts';
import { ownOutcome } from './own-outcome.ts';
import { recordedOutcome } from './recorded-outcome.ts';
import type { Recording } from './recording.ts';
import { Script } from './script.ts';
import { Stage } from './stage.ts';

export interface Replay {
  /** In what our engine does something else than was recorded, one line for each difference. */
  readonly differs: readonly string[];
  /** For people. */
  readonly trace: readonly string[];
}

/** Lets our engine go through what was recorded. */
export async function replay(recording: Recording): Promise<Replay> {
  const stage = new Stage(recording);
  const script = new Script(recording, stage);
  await stage.begin();
  await script.play();
  const own = withoutOurOwn(ownOutcome(stage));
  await stage.end();
  const missed = script.missed.map((step) => `- step: ${step}`);
  return {
    differs: [...missed, ...differences(inOurWays(recordedOutcome(recording)), own)],
    trace: stage.world.trace.lines,
  };
}
