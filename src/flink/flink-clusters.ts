import type { FlinkCluster, FlinkPlace } from '../engine/flink-port.ts';
import type { FlinkClient } from './flink-client.ts';
import { createFlinkCluster, type FlinkObserver } from './flink-cluster.ts';
import { flinkRest } from './flink-rest.ts';
import { readTlsFiles, type TlsFiles, type TlsOptions } from './tls.ts';

export interface FlinkClustersOptions {
  /** Host, port and perhaps path, with `{service}`, `{cluster}`, `{namespace}` and `{port}`. */
  readonly address: string;
  readonly tls?: TlsFiles | undefined;
  readonly observer?: FlinkObserver;
}

/** Clients that nobody has asked for anything for so long are closed. Milliseconds. */
const idleTime = 300_000;

interface Kept {
  readonly client: FlinkClient;
  used: number;
}

/** The clusters of a process, each with connections of its own that are kept while it is looked at. */
export class FlinkClusters {
  readonly #options: FlinkClustersOptions;
  readonly #tls: TlsOptions | undefined;
  readonly #kept = new Map<string, Kept>();
  readonly #sweep: NodeJS.Timeout;

  private constructor(options: FlinkClustersOptions, tls: TlsOptions | undefined) {
    this.#options = options;
    this.#tls = tls;
    this.#sweep = setInterval(() => this.#closeIdle(), idleTime).unref();
  }

  /** Throws where a file of the certificates cannot be read. */
  static async open(options: FlinkClustersOptions): Promise<FlinkClusters> {
    return new FlinkClusters(options, options.tls && (await readTlsFiles(options.tls)));
  }

  at(place: FlinkPlace): FlinkCluster {
    return createFlinkCluster(this.clientOf(place), this.#urlOf(place), place, this.#options.observer);
  }

  clientOf(place: FlinkPlace): FlinkClient {
    const url = this.#urlOf(place);
    const known = this.#kept.get(url.href);
    const kept = known ?? { client: flinkRest({ url, ...(this.#tls && { tls: this.#tls }) }), used: 0 };
    kept.used = performance.now();
    this.#kept.set(url.href, kept);
    return kept.client;
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const { client } of this.#kept.values()) client.close();
    this.#kept.clear();
  }

  #urlOf({ cluster, service = `${cluster}-rest`, namespace, port, secure }: FlinkPlace): URL {
    const address = this.#options.address
      .replaceAll('{service}', service)
      .replaceAll('{cluster}', cluster)
      .replaceAll('{namespace}', namespace)
      .replaceAll('{port}', String(port));
    return new URL(`${secure ? 'https' : 'http'}://${address}`);
  }

  #closeIdle(): void {
    const since = performance.now() - idleTime;
    for (const [url, { client, used }] of this.#kept) {
      if (used > since) continue;
      client.close();
      this.#kept.delete(url);
    }
  }
}
