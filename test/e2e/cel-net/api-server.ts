import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type KindId, kindNames } from '../../../src/api/kinds.ts';
import { type ApiCall, ApiCaller } from '../../bench/api-call.ts';
import type { Bench } from '../../bench/control-plane.ts';
import { kindsWithNet, type Manifest, netRulesOf } from './cases.ts';

const chart = path.resolve(import.meta.dirname, '../../../charts/sluice');

/** The CRDs as the chart has them, without the net. */
export function crds(): object[] {
  const folder = path.join(chart, 'crds');
  return readdirSync(folder).map((file) => parse(readFileSync(path.join(folder, file), 'utf8')) as object);
}

/** The name of a CRD → the file that lays the net over it. */
export function netFiles(): Map<string, string> {
  const folder = path.join(chart, 'net');
  return new Map(readdirSync(folder).map((file) => [path.basename(file, '.yaml'), path.join(folder, file)]));
}

/** What an API server made of a request. */
export interface Answer {
  readonly status: number;
  readonly body: Manifest & {
    readonly message?: string;
    readonly details?: { readonly causes?: readonly { readonly message: string; readonly field: string }[] };
  };
  /** Rules of the net that it named. */
  readonly net: readonly string[];
  /** Refused for what is none of the net's business, such as the schema. */
  readonly otherwise: boolean;
}

const netIds = new Set(kindsWithNet.flatMap((kind) => netRulesOf(kind).map(({ id }) => id)));

export class ApiServer {
  readonly #caller: ApiCaller;

  constructor(bench: Bench) {
    this.#caller = new ApiCaller(bench.kubeconfig);
  }

  create(kind: KindId, object: Manifest, { dryRun }: { dryRun: boolean }): Promise<Answer> {
    const query = dryRun ? '?dryRun=All' : '';
    return this.#send('POST', `${this.#collection(kind, object)}${query}`, object);
  }

  /** Judges what would replace the stored object. */
  update(kind: KindId, object: Manifest): Promise<Answer> {
    return this.#send('PUT', `${this.#place(kind, object)}?dryRun=All`, object);
  }

  patch(kind: KindId, object: Manifest, patch: object, { dryRun, subresource = '' }: PatchOptions): Promise<Answer> {
    const query = dryRun ? '?dryRun=All' : '';
    return this.#send('PATCH', `${this.#place(kind, object)}${subresource}${query}`, patch);
  }

  delete(kind: KindId, object: Manifest): Promise<Answer> {
    return this.#send('DELETE', this.#place(kind, object), undefined);
  }

  close(): void {
    this.#caller.close();
  }

  async #send(method: ApiCall['method'], where: string, content: object | undefined): Promise<Answer> {
    const { status, text } = await this.#caller.send(method, where, content);
    return answerOf(status, JSON.parse(text) as Answer['body']);
  }

  #collection(kind: KindId, { metadata }: Manifest): string {
    const { group, version, plural } = kindNames[kind];
    return `/apis/${group}/${version}/namespaces/${metadata['namespace']}/${plural}`;
  }

  #place(kind: KindId, object: Manifest): string {
    return `${this.#collection(kind, object)}/${object.metadata.name}`;
  }
}

interface PatchOptions {
  readonly dryRun: boolean;
  readonly subresource?: '/status' | '';
}

function answerOf(status: number, body: Answer['body']): Answer {
  if (status < 300) return { status, body, net: [], otherwise: false };
  const causes = body.details?.causes ?? [];
  const net = causes.flatMap(({ message }) => message.split(': ').find((word) => netIds.has(word)) ?? []);
  return { status, body, net, otherwise: causes.length === 0 || net.length < causes.length };
}
