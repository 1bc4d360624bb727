import { gateway } from './kubelet/network.ts';
import { run } from './processes.ts';
import type { Route, ServiceDirectory } from './service-directory.ts';

/** Routes ClusterIPs as kube-proxy does: one rule for each port, spread over what is ready. */
export class ServiceRoutes {
  readonly #directory: () => ServiceDirectory;
  readonly #apiServerPort: number;
  #written = '';
  #turn: Promise<void> = Promise.resolve();
  #failed: (error: unknown) => void;

  constructor(directory: () => ServiceDirectory, apiServerPort: number, failed: (error: unknown) => void) {
    this.#directory = directory;
    this.#apiServerPort = apiServerPort;
    this.#failed = failed;
  }

  /** Takes over what has changed. */
  update(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const rules = this.#rules();
      if (rules === this.#written) return;
      await run('nft', ['-f', '-'], { input: rules });
      this.#written = rules;
    });
    this.#turn = this.#turn.catch((error: unknown) => this.#failed(error));
    return this.#turn;
  }

  #rules(): string {
    const routes = this.#directory()
      .routes()
      .filter(({ targets, address }) => targets.length > 0 && address !== '10.96.0.1');
    const own = {
      address: '10.96.0.1',
      port: 443,
      protocol: 'tcp',
      targets: [{ address: gateway, port: this.#apiServerPort }],
    };
    const lines = [own, ...routes].map(ruleOf);
    return `table ip bench
delete table ip bench
table ip bench {
  chain services {
    ${lines.join('\n    ')}
  }
  chain prerouting {
    type nat hook prerouting priority dstnat
    jump services
  }
  chain output {
    type nat hook output priority -100
    jump services
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    ct status dnat masquerade
  }
  chain nobody {
    ip daddr 10.96.0.0/16 reject
  }
  chain forward {
    type filter hook forward priority filter
    jump nobody
  }
  chain leaving {
    type filter hook output priority filter
    jump nobody
  }
}
`;
  }
}

function ruleOf({ address, port, protocol, targets }: Route): string {
  const match = `ip daddr ${address} ${protocol} dport ${port}`;
  const [only] = targets;
  if (targets.length === 1 && only) return `${match} dnat to ${only.address}:${only.port}`;
  const choices = targets.map((target, index) => `${index} : ${target.address} . ${target.port}`).join(', ');
  return `${match} dnat ip addr . port to numgen random mod ${targets.length} map { ${choices} }`;
}
