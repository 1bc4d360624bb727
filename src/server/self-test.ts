import type { Gate } from '../admission/answer-types.ts';
import { type KindName, kindNames } from '../api/kinds.ts';
import type { ReadinessCheck } from './health.ts';

export interface SelfTest extends ReadinessCheck {
  /** Has one object of each kind judged, which also spares the first caller the cost of first times. */
  run(gate: Gate): Promise<void>;
}

/** Whether every kind is judged (S-15): schemas and rules are in place and answer. */
export function selfTest(): SelfTest {
  let problem: string | undefined = 'has not run yet';
  return {
    name: 'schemas',
    problem: () => problem,
    async run(gate) {
      const failures: string[] = [];
      for (const kind of Object.values(kindNames)) {
        const answered = await gate.answer('validate', emptyReview(kind)).then(
          ({ status, outcome }) => status === 200 && outcome.kind === kind.kind && outcome.verdict !== 'ignored',
          () => false,
        );
        if (!answered) failures.push(`${kind.kind} ${kind.version}`);
      }
      problem = failures.length === 0 ? undefined : `do not judge ${failures.join(', ')}`;
    },
  };
}

function emptyReview({ group, version, kind }: KindName): string {
  const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'self-test' }, spec: {} };
  return JSON.stringify({ request: { uid: 'self-test', operation: 'CREATE', object } });
}
