import type { Component } from '../../defaults/flink-cluster/standard.ts';
import type { Draft } from './draft.ts';
import type { Source } from './source.ts';

/** Takes some fields of a FlinkCluster over, and tells what has become of each that is given. */
export interface Carrier {
  /** Below `spec`, as `src/api/flink-cluster/schema.ts` has them; all that is inside belongs to it. */
  readonly fields: readonly string[];
  /** For docs/convert.md: what becomes of them. */
  readonly becomes: string;
  carry(source: Source, draft: Draft): void;
}

interface ComponentCarrier {
  /** Below the section of the component. */
  readonly fields: readonly string[];
  readonly becomes: string;
  carry(component: Component, source: Source, draft: Draft): void;
}

const components = ['jobManager', 'taskManager'] as const;

/** The same for JobManager and TaskManagers. */
export function forBoth({ fields, becomes, carry }: ComponentCarrier): Carrier {
  return {
    fields: components.flatMap((component) => fields.map((field) => `${component}.${field}`)),
    becomes,
    carry(source, draft) {
      for (const component of components) carry(component, source, draft);
    },
  };
}
