import type { FlinkDeployment } from '../api/flink-deployment/types.ts';
import type { KindId } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Edit, EditEffect, SessionJobEdit } from '../rules/facts.ts';
import type { OperatorConfiguration } from '../values/effective-configuration.ts';

/** Finds other objects that a rule must know. Implemented by warm caches in a cluster, by the other documents in `lint`. */
export interface Lookup {
  /**
   * `undefined` when there is no such object. `'unknown'` when nothing here can say: no source at all, a cache that has
   * not synced, a namespace that is not watched. Then the rule stays silent and one warning says what was not checked.
   */
  find(kind: KindId, namespace: string, name: string): KubeObject | undefined | 'unknown';
}

/** Turns a host name into addresses. */
export interface Resolver {
  /** All addresses of the name; an empty list when there are none; `'unknown'` when the question got no answer in time. */
  resolve(host: string): Promise<readonly string[] | 'unknown'>;
}

export type Mode = 'enforce' | 'warn' | 'off';

/** What the settings say about rules (S-12, S-26). All of it may change while running. */
export interface Policy {
  mode(rule: string, namespace: string | undefined): Mode;
  /** Whether an object is refused when a rule that should have judged it broke down. */
  readonly onRuleError: 'allow' | 'deny';
  /** Milliseconds that one rule may take. */
  readonly ruleBudget: number;
  /** `full` writes out what the reference operator would imply, `minimal` only what rules and selectors need. */
  readonly defaults: 'full' | 'minimal';
}

/** Foretells what an edit does; implemented by the decisions of the engine. */
export interface Foresight {
  /** Both objects have passed their schema, with the status that is stored. */
  deployment(edit: Edit<FlinkDeployment>): EditEffect | undefined;
  sessionJob(edit: SessionJobEdit): EditEffect | undefined;
}

/** All that admission asks of the world around it. */
export interface GatePorts {
  readonly lookup: Lookup;
  readonly resolver: Resolver;
  /** Wall clock, for the age of savepoints. */
  now(): Date;
  /** Monotonic milliseconds, for time budgets. */
  elapsed(): number;
  operatorConfiguration(): OperatorConfiguration;
  policy(): Policy;
  /** Loaded when the first edit is to be judged. Left out where nobody foretells anything. */
  readonly foresight?: () => Promise<Foresight>;
  readonly observer?: RuleObserver;
}

/** Told about each rule that ran: the metrics of S-28. */
export interface RuleObserver {
  /** Whether the rules of the next review are timed; asked once for each review. */
  samples(): boolean;
  finished(rule: string, milliseconds: number): void;
  failed(rule: string, error: unknown): void;
}
