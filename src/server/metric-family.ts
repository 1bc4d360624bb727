import type { Metric, Registry } from 'prom-client';

/** One line of an exposition, as prom-client prints it. */
interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

export interface Exposition {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly values: readonly Sample[];
  readonly aggregator: 'sum';
}

/** How often something happened. */
export interface Count {
  value: number;
}

/** How some values are spread over the buckets of a histogram. */
export class Distribution {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  total = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.total++;
    for (let index = 0; index < this.bounds.length; index++) {
      if (value <= (this.bounds[index] as number)) {
        this.counts[index] = (this.counts[index] as number) + 1;
        return;
      }
    }
  }
}

/** Lets a registry of prom-client print a metric that is none of prom-client's. */
export function registered<T extends { readonly name: string; get(): Exposition }>(registry: Registry, metric: T): T {
  registry.registerMetric(metric as unknown as Metric);
  return metric;
}

type Branch<T> = Map<string, Branch<T> | T>;

/**
 * The series of one metric, by the values of its labels. prom-client sorts and hashes an object of labels at every
 * increment, which costs more than a rule; here every value is one look-up. Its registry reads and prints these
 * metrics like its own.
 */
abstract class Family<T> {
  readonly name: string;
  readonly help: string;
  protected readonly labels: readonly string[];
  readonly #root: Branch<T> = new Map();

  constructor(name: string, help: string, labels: readonly string[]) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  protected abstract create(): T;

  /** The series of these label values, in the order of the labels. */
  at(...values: readonly string[]): T {
    let branch = this.#root;
    const last = values.length - 1;
    for (let index = 0; index < last; index++) {
      const value = values[index] as string;
      let next = branch.get(value) as Branch<T> | undefined;
      if (!next) {
        next = new Map();
        branch.set(value, next);
      }
      branch = next;
    }
    const value = values[last] as string;
    let series = branch.get(value) as T | undefined;
    if (!series) {
      series = this.create();
      branch.set(value, series);
    }
    return series;
  }

  clear(): void {
    this.#root.clear();
  }

  protected *all(): Iterable<{ labels: Record<string, string>; series: T }> {
    yield* this.#below(this.#root, []);
  }

  *#below(branch: Branch<T>, values: readonly string[]): Iterable<{ labels: Record<string, string>; series: T }> {
    for (const [value, next] of branch) {
      const path = [...values, value];
      if (path.length < this.labels.length) yield* this.#below(next as Branch<T>, path);
      else {
        const labels = Object.fromEntries(this.labels.map((name, index) => [name, path[index] as string]));
        yield { labels, series: next as T };
      }
    }
  }
}

/** A counter for the path of every request. */
export class FastCounter extends Family<Count> {
  protected create(): Count {
    return { value: 0 };
  }

  get(): Exposition {
    const values = [...this.all()].map(({ labels, series }) => ({ value: series.value, labels }));
    return { name: this.name, help: this.help, type: 'counter', values, aggregator: 'sum' };
  }
}

/** A gauge whose series are counted anew before each scrape. `constant` stands on all of them. */
export class Tally extends Family<Count> {
  readonly #constant: Readonly<Record<string, string>>;

  constructor(name: string, help: string, labels: readonly string[], constant: Readonly<Record<string, string>>) {
    super(name, help, labels);
    this.#constant = constant;
  }

  protected create(): Count {
    return { value: 0 };
  }

  get(): Exposition {
    const values = [...this.all()].map(({ labels, series }) => ({
      value: series.value,
      labels: { ...this.#constant, ...labels },
    }));
    return { name: this.name, help: this.help, type: 'gauge', values, aggregator: 'sum' };
  }
}

/** A histogram for the path of every request. */
export class FastHistogram extends Family<Distribution> {
  readonly #bounds: readonly number[];

  constructor(name: string, help: string, labels: readonly string[], bounds: readonly number[]) {
    super(name, help, labels);
    this.#bounds = bounds;
  }

  protected create(): Distribution {
    return new Distribution(this.#bounds);
  }

  get(): Exposition {
    const values = [...this.all()].flatMap(({ labels, series }) => this.#samples(labels, series));
    return { name: this.name, help: this.help, type: 'histogram', values, aggregator: 'sum' };
  }

  #samples(labels: Sample['labels'], { counts, sum, total }: Distribution): Sample[] {
    let below = 0;
    const buckets = this.#bounds.map((le, index) => {
      below += counts[index] as number;
      return { value: below, labels: { le, ...labels }, metricName: `${this.name}_bucket` };
    });
    return [
      ...buckets,
      { value: total, labels: { le: '+Inf', ...labels }, metricName: `${this.name}_bucket` },
      { value: sum, labels, metricName: `${this.name}_sum` },
      { value: total, labels, metricName: `${this.name}_count` },
    ];
  }
}
