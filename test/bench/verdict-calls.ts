import { flinkDeployment } from '../support/flink-objects.ts';
import type { Call } from './load.ts';

/** The API server could not ask the webhook. */
const brokeOff = (text: string) => /failed calling webhook|failed to call webhook/.test(text);

/** Dry runs: a good object that must come back with its defaults, and a bad one that must be refused by us, with the reasons. */
export function verdictCalls(namespace: string): readonly Call[] {
  const path = `/apis/flink.apache.org/v1beta1/namespaces/${namespace}/flinkdeployments?dryRun=All`;
  const bad = flinkDeployment({
    metadata: { namespace },
    spec: { serviceAccount: null, flinkConfiguration: { 'kubernetes.cluster-id': 'x' } },
  });
  return [
    {
      path,
      body: JSON.stringify(flinkDeployment({ metadata: { namespace } })),
      judge(status, text) {
        // Where the mutating side cannot be asked, API servers go on without it.
        if (status === 201) return text.includes('"upgradeMode":"stateless"') ? undefined : 'failed';
        return text.includes('denied the request') ? 'wrong' : unjudged(text);
      },
    },
    {
      path,
      body: JSON.stringify(bad),
      judge(status, text) {
        if (status === 201) return 'wrong';
        if (!text.includes('denied the request')) return unjudged(text);
        return text.includes('forbidden-config-key') && text.includes('service-account-required') ? undefined : 'wrong';
      },
    },
  ];
}

/** Nobody has judged: the webhook could not be asked, or the API server does not know its own types yet. */
function unjudged(text: string): 'failed' | 'unanswered' {
  return brokeOff(text) ? 'failed' : 'unanswered';
}
