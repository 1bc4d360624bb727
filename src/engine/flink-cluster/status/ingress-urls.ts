import type { LoadBalancerIngress } from '../../../api/pod-template/types.ts';
import type { ObservedIngress } from '../observed.ts';

interface WithLoadBalancer {
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] } };
}

export const loadBalancerOf = ({ status }: WithLoadBalancer): readonly LoadBalancerIngress[] =>
  status?.loadBalancer?.ingress ?? [];

/** Where the web interface can be opened: at the hosts of the Ingress or, where it names none, at its load balancer. */
export function ingressUrls(ingress: ObservedIngress): string[] {
  const { rules = [], tls = [] } = ingress.spec;
  const hosts = rules.flatMap(({ host }) => host || []);
  const addresses = loadBalancerOf(ingress).flatMap(({ ip, hostname }) => hostname || ip || []);
  const scheme = tls.length > 0 ? 'https' : 'http';
  return [...new Set(hosts.length > 0 ? hosts : addresses)].map((address) => `${scheme}://${address}`);
}
