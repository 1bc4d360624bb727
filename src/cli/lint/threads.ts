import { Worker } from 'node:worker_threads';
import { splitDocuments } from '../manifest/read-manifest.ts';
import type { SettingsParts } from './file-settings.ts';
import type { Progress } from './progress.ts';
import type { ShardOptions, Unit, UnitResult } from './shard.ts';
import type { FromThread, ThreadData, ToThread } from './thread.ts';

/** So many documents of a long file go to a thread at once. */
const piece = 100;

interface ThreadsOptions extends ShardOptions {
  readonly threads: number;
  readonly documents: number;
  readonly progress?: Progress;
}

/** Reads and checks units in threads; the results come in the order of the units, whichever thread was faster (C-16). */
export async function checkInThreads(
  units: readonly Unit[],
  settings: SettingsParts,
  options: ThreadsOptions,
): Promise<UnitResult[]> {
  const cuts = units.map(cut);
  const pieces = cuts.flat();
  const { cwd, strictKinds, progress, documents } = options;
  const data: ThreadData = {
    settings,
    watched: progress !== undefined,
    options: { cwd, ...(strictKinds !== undefined && { strictKinds }) },
  };
  let done = 0;
  const told = (count: number) => {
    done += count;
    void progress?.tick('checking', done, documents);
  };
  const threads = Array.from({ length: options.threads }, () => new Thread(data, told));
  try {
    const shares = threads.map((_, t) => pieces.filter((_, i) => i % threads.length === t));
    const read = await Promise.all(threads.map((thread, t) => thread.read(shares[t] ?? [])));
    // Objects travel between threads only where somebody asks for them.
    const known = read.some(Boolean) ? await Promise.all(threads.map((thread) => thread.objects())) : [];
    const checked = await Promise.all(
      threads.map((thread, t) => thread.check(known.flatMap((objects, other) => (other === t ? [] : objects)))),
    );
    // The pieces were dealt out like cards, so they are taken back in the same order.
    const results = pieces.map((_, i) => checked[i % threads.length]?.[Math.floor(i / threads.length)] as UnitResult);
    return cuts.map((own) => joined(results.splice(0, own.length)));
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

/** Pieces of a long file, cut between documents. */
function cut(unit: Unit): Unit[] {
  const parts = splitDocuments(unit.text);
  const pieces: Unit[] = [];
  let { linesBefore } = unit;
  for (let i = 0; i < parts.length; i += piece) {
    const start = parts[i]?.start ?? 0;
    const end = parts[i + piece]?.start ?? unit.text.length;
    const text = unit.text.slice(start, end);
    pieces.push({ ...unit, text, linesBefore });
    linesBefore += text.split('\n').length - 1;
  }
  return pieces;
}

/** The pieces of a file as one result; each counted its documents from its own start. */
function joined(results: readonly UnitResult[]): UnitResult {
  let before = 0;
  const counted = results.map((result) => {
    const base = before;
    before += result.documentCount;
    return {
      ...result,
      findings: result.findings.map((finding) => ({ ...finding, document: finding.document + base })),
      documents: result.documents.map((document) => ({ ...document, document: document.document + base })),
    };
  });
  return {
    findings: counted.flatMap(({ findings }) => findings),
    documents: counted.flatMap(({ documents }) => documents),
    documentCount: before,
    suppressed: counted.reduce((sum, { suppressed }) => sum + suppressed, 0),
    brokenRules: counted.flatMap(({ brokenRules }) => brokenRules),
  };
}

/** One thread, asked one thing at a time. */
class Thread {
  private readonly worker: Worker;
  private answer: ((message: FromThread) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  constructor(workerData: ThreadData, told: (count: number) => void) {
    // The build writes .js beside this file, a checkout has .ts.
    const file = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);
    this.worker = new Worker(file, { workerData });
    this.worker.on('message', (message: FromThread) => {
      if (message.type === 'progress') told(message.documents);
      else this.answer?.(message);
    });
    this.worker.on('error', (error: Error) => this.fail?.(error));
  }

  private ask(message: ToThread): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.fail = reject;
      this.worker.postMessage(message);
    });
  }

  /** Whether something that was read refers to other objects. */
  async read(units: readonly Unit[]): Promise<boolean> {
    const answer = await this.ask({ type: 'read', units });
    return answer.type === 'read' && answer.refersToOthers;
  }

  async objects(): Promise<readonly object[]> {
    const answer = await this.ask({ type: 'objects' });
    return answer.type === 'objects' ? answer.objects : [];
  }

  async check(others: readonly object[]): Promise<readonly UnitResult[]> {
    const answer = await this.ask({ type: 'check', others });
    return answer.type === 'checked' ? answer.results : [];
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
