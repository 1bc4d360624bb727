import type { Check } from '../check.ts';
import { answers } from './answers.ts';
import { certificates } from './certificates.ts';
import { cluster } from './cluster.ts';
import { coverage } from './coverage.ts';
import { crds } from './crds.ts';
import { leadership } from './leadership.ts';
import { presence } from './presence.ts';
import { service } from './service.ts';
import { webhooks } from './webhooks.ts';
import { workload } from './workload.ts';

/** Every check. Within one severity, findings are told in this order: causes before what follows from them. */
export const checks: readonly Check[] = [
  ...presence,
  ...service,
  ...workload,
  ...certificates,
  ...coverage,
  ...webhooks,
  ...crds,
  ...leadership,
  ...answers,
  ...cluster,
];
