import type { FlinkCluster, FlinkPlace } from '../../../src/engine/flink-port.ts';
import { FlinkUnreachable } from '../../../src/flink/errors.ts';
import type { Answer, Call, Exchange } from '../../../src/flink/exchange.ts';
import type { CallOptions, FlinkClient } from '../../../src/flink/flink-client.ts';
import { createFlinkCluster } from '../../../src/flink/flink-cluster.ts';
import { flinkOver } from '../../../src/flink/flink-rest.ts';
import type { World } from '../../simulation/world.ts';
import { RecordedAnswers } from './answers.ts';
import { type Moment, PlayedJobManager } from './job-manager.ts';
import type { Recording } from './recording.ts';

/** A call that changes something, as it was sent. */
export interface SentCall {
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
  /** JSON, or the type of the content. */
  readonly body: unknown;
  /** Version of the API server's objects at that time. */
  readonly after: number;
}

/** The REST servers of all clusters of a case, as the engine's own client reaches them. */
export class PlayedFlink {
  readonly sent: SentCall[] = [];
  readonly #recording: Recording;
  readonly #world: World;
  readonly #moment: () => Moment;
  readonly #managers = new Map<string, PlayedJobManager>();

  constructor(recording: Recording, world: World, moment: () => Moment) {
    this.#recording = recording;
    this.#world = world;
    this.#moment = moment;
  }

  manager(cluster: string): PlayedJobManager {
    const known = this.#managers.get(cluster);
    if (known) return known;
    const { calls, steps } = this.#recording;
    const own = calls.filter((call) => call.cluster === cluster);
    const made = new PlayedJobManager(new RecordedAnswers(own, steps));
    this.#managers.set(cluster, made);
    return made;
  }

  client({ cluster }: FlinkPlace): FlinkClient {
    const exchange: Exchange = { send: (call, options) => this.#send(cluster, call, options), close() {} };
    return flinkOver(exchange);
  }

  cluster(place: FlinkPlace): FlinkCluster {
    const url = new URL(`http://${place.cluster}-rest.${place.namespace}:${place.port}`);
    const listens = () => Promise.resolve(this.manager(place.cluster).listens);
    return { ...createFlinkCluster(this.client(place), url, place), listens };
  }

  async #send(cluster: string, call: Call, { timeout }: CallOptions): Promise<Answer> {
    const { method, path } = call;
    const manager = this.manager(cluster);
    if (!manager.listens) {
      // Reads are sent again and again until their time is over.
      if (method === 'GET') await new Promise<void>((resolve) => this.#world.time.after(timeout, resolve));
      throw new FlinkUnreachable(`http://${cluster}-rest`, `${method} ${path}`, new Error('refused'), true);
    }
    const body = bodyOf(call);
    if (method !== 'GET')
      this.sent.push({ cluster, method, path: `/v1${path}`, body, after: this.#world.store.version });
    const answer = manager.answer(method, path, body, this.#moment());
    return { status: answer.status, text: JSON.stringify(answer.body) };
  }
}

function bodyOf({ body }: Call): unknown {
  if (!body) return {};
  if (body.contentType !== 'application/json') return body.contentType.replace(/;.*/, '');
  const pieces = body.pieces() as Iterable<Buffer>;
  return JSON.parse(Buffer.concat([...pieces]).toString());
}
