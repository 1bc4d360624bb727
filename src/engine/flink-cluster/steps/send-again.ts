import type { Step } from '../../step.ts';
import { nextLookAtTrigger } from '../../triggers.ts';
import type { Situation } from '../situation.ts';
import { retryPause, sendSavepoint } from '../stop.ts';
import type { Status } from '../subject.ts';

/** A savepoint was begun that Flink has not heard of: it is sent once more, under its trigger. */
export const sendAgain: Step<Situation, Status> = (situation) => {
  const { observed, status, now } = situation;
  const { savepoint } = status;
  if (observed.savepoint?.type !== 'unheard' || savepoint?.state !== 'InProgress') return undefined;
  const again = nextLookAtTrigger(Date.parse(savepoint.triggerTime ?? ''), now, retryPause);
  return { status, actions: [sendSavepoint(situation, savepoint)], again };
};
