import { podParts as compiled } from '../compiled/pod-parts.js';
import type { Schema } from '../schema.ts';

/** Kubernetes' own types that our kinds are built of, by name, as `npm run generate` found them. */
export const podParts = compiled as unknown as Readonly<Record<string, Schema>>;
