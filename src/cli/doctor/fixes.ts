import type { Fix } from './check.ts';
import type { Entry, Installation, Parts } from './look.ts';

/** Everything as it was installed, whatever somebody has changed or deleted since. */
export function putBack({ release, parts }: Installation, more = ''): Fix {
  if (release === undefined || !parts) return { text: `Apply the manifests of the installation again.${more}` };
  const manifest = `helm get manifest ${release} -n ${parts.namespace}`;
  return {
    text: `Put back what the chart has installed.${more}`,
    command: `${manifest} | kubectl apply -n ${parts.namespace} --server-side --force-conflicts -f -`,
  };
}

/** Changes the same field of several webhooks. */
export function patchWebhooks(entries: readonly Entry[], path: string, value: unknown, text: string): Fix {
  const operations = entries.map(({ index }) => ({ op: 'add', path: `/webhooks/${index}/${path}`, value }));
  return { text, command: patchCommand(entries, JSON.stringify(operations)) };
}

function patchCommand([first]: readonly Entry[], operations: string): string {
  return `kubectl patch ${first?.side}webhookconfiguration ${first?.configuration} --type=json -p '${operations}'`;
}

/** The authorities of the Secret into what webhooks trust. */
export function fillBundle(entries: readonly Entry[], parts: Parts | undefined): Fix {
  if (!parts) return { text: 'Write the CA of the server, as base64 of PEM, to caBundle.' };
  const { text, read } = bundleOfSecret(parts);
  // The shell puts the variable between the quotes.
  const operations = entries.map(
    ({ index }) => `{"op":"add","path":"/webhooks/${index}/clientConfig/caBundle","value":"'$CA'"}`,
  );
  return { text, command: `${read} && ${patchCommand(entries, `[${operations.join(',')}]`)}` };
}

/** The same for a conversion. */
export function fillConversionBundle(crd: string, parts: Parts): Fix {
  const { text, read } = bundleOfSecret(parts);
  const operation = `[{"op":"add","path":"/spec/conversion/webhook/clientConfig/caBundle","value":"'$CA'"}]`;
  return { text, command: `${read} && kubectl patch crd ${crd} --type=json -p '${operation}'` };
}

function bundleOfSecret({ secretName, namespace, settings }: Parts) {
  const byHand = typeof settings !== 'string' && settings.tlsMode === 'files';
  return {
    text: byHand
      ? 'Nobody does this in mode files: put the CA into certificates.caBundle of the chart, too.'
      : `A leader that runs does this by itself, so see why it did not: kubectl logs -n ${namespace} -l app.kubernetes.io/component=webhook. By hand:`,
    read: `CA=$(kubectl get secret ${secretName} -n ${namespace} -o 'jsonpath={.data.ca\\.crt}')`,
  };
}

/** New certificates, by whoever makes them here. */
export function renew({ secretName, namespace, settings }: Parts, what: 'leaf' | 'ca' = 'leaf'): Fix {
  const mode = typeof settings === 'string' ? 'self' : settings.tlsMode;
  if (mode === 'files') {
    return {
      text: `Ask whoever keeps secret ${secretName} for a new pair (tls.crt and tls.key); replicas take it over by themselves.`,
      command: `kubectl create secret tls ${secretName} -n ${namespace} --cert=tls.crt --key=tls.key --dry-run=client -o yaml | kubectl apply -f -`,
    };
  }
  if (mode === 'cert-manager') {
    return {
      text: 'Let cert-manager issue it again, and see in its Certificate why it did not.',
      command: `kubectl delete secret ${secretName} -n ${namespace} && kubectl describe certificate -n ${namespace}`,
    };
  }
  return {
    text: 'Ask the leader for a new one.',
    command: `kubectl annotate secret ${secretName} -n ${namespace} sluice.dev/rotate=${what} --overwrite`,
  };
}

export function restart({ namespace }: Parts, { name }: Installation, text: string): Fix {
  return { text, command: `kubectl rollout restart deployment/${name} -n ${namespace}` };
}

/** API servers ask nobody any more; what is stored is not judged until it comes back. */
export function removeConfigurations(entries: readonly Entry[]): string {
  const names = [...new Set(entries.map(({ side, configuration }) => `${side}webhookconfiguration/${configuration}`))];
  return `kubectl delete ${names.join(' ')}`;
}
