import { lookupIn, resolverOf, strictPolicy } from '../../src/admission/given-facts.ts';
import type { GatePorts } from '../../src/admission/ports.ts';
import { foresight } from '../../src/engine/preview/foresight.ts';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import type { FlinkCase, RecordedCase } from './corpus.ts';

/** The defaults of the reference chart, on which every case was recorded. */
const chartDefaults: Readonly<Record<string, string>> = {
  'taskmanager.numberOfTaskSlots': '1',
  'parallelism.default': '1',
  'kubernetes.operator.reconcile.interval': '15 s',
  'kubernetes.operator.observer.progress-check.interval': '5 s',
  'kubernetes.operator.metrics.reporter.slf4j.factory.class': 'org.apache.flink.metrics.slf4j.Slf4jReporterFactory',
  'kubernetes.operator.metrics.reporter.slf4j.interval': '5 MINUTE',
  'kubernetes.operator.default-configuration.flink-version.v1_18.env.java.opts.all':
    '--add-opens=java.base/java.lang=ALL-UNNAMED',
  'kubernetes.operator.default-configuration.flink-version.v1_19+.env.java.default-opts.all':
    '--add-opens=java.base/java.lang=ALL-UNNAMED',
};

/** An envelope of `sluice review`: the review of a case with the facts that it was recorded with. */
export interface Envelope {
  readonly review: unknown;
  readonly flinkConf: Record<string, string>;
  readonly context: unknown[];
  readonly resolve: Record<string, string | null>;
}

export function envelopeOf(recorded: FlinkCase | RecordedCase): Envelope {
  const { config, related, dns } = recorded as FlinkCase;
  const flinkConf = Object.entries({ ...chartDefaults, ...config }).filter(([, value]) => value !== null);
  return {
    review: reviewOf(recorded),
    flinkConf: Object.fromEntries(flinkConf) as Record<string, string>,
    context: related === undefined ? [] : [related].flat(),
    resolve: dns ?? {},
  };
}

function reviewOf(recorded: FlinkCase | RecordedCase): unknown {
  const { id, operation, object, old } = recorded;
  const { subResource } = recorded as FlinkCase;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: id,
      operation,
      object,
      ...(old !== undefined && { oldObject: old }),
      ...(subResource && { subResource }),
    },
  };
}

export function portsOf({ flinkConf, context, resolve }: Omit<Envelope, 'review'>): GatePorts {
  const configuration = OperatorConfiguration.from(flinkConf);
  return {
    lookup: lookupIn(context),
    resolver: resolverOf(resolve),
    now: () => new Date(),
    elapsed: () => performance.now(),
    operatorConfiguration: () => configuration,
    policy: () => strictPolicy,
    foresight: async () => foresight,
  };
}
