/** One line of an exposition, as prom-client prints it. */
interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

interface Exposition {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'histogram';
  readonly values: readonly Sample[];
  readonly aggregator: 'sum';
}

const separator = '\u0000';

/**
 * A counter for the path of every request. prom-client sorts and hashes label objects at every increment, which costs
 * more than a rule; here a series is found by its label values and then counted in place. prom-client's registry reads
 * and prints it like its own.
 */
export class FastCounter<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly #labels: readonly Label[];
  readonly #series = new Map<string, { value: number }>();

  constructor(name: string, help: string, labels: readonly Label[]) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
  }

  /** `values` joins the label values, in the order of the labels, with `labelKey`. */
  add(values: string, amount = 1): void {
    const series = this.#series.get(values);
    if (series) series.value += amount;
    else this.#series.set(values, { value: amount });
  }

  get(): Exposition {
    const values = [...this.#series].map(([key, { value }]) => ({ value, labels: labelsOf(this.#labels, key) }));
    return { name: this.name, help: this.help, type: 'counter', values, aggregator: 'sum' };
  }
}

interface Distribution {
  readonly counts: number[];
  sum: number;
  total: number;
}

/** A histogram for the path of every request, for the same reason. */
export class FastHistogram<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly #labels: readonly Label[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Distribution>();

  constructor(name: string, help: string, labels: readonly Label[], bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
    this.#bounds = bounds;
  }

  observe(values: string, value: number): void {
    let series = this.#series.get(values);
    if (!series) {
      series = { counts: this.#bounds.map(() => 0), sum: 0, total: 0 };
      this.#series.set(values, series);
    }
    series.sum += value;
    series.total++;
    const { counts } = series;
    for (let index = 0; index < this.#bounds.length; index++) {
      if (value <= (this.#bounds[index] as number)) {
        counts[index] = (counts[index] as number) + 1;
        break;
      }
    }
  }

  get(): Exposition {
    const values = [...this.#series].flatMap(([key, series]) => this.#samples(labelsOf(this.#labels, key), series));
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

/** Label values as one key. */
export function labelKey(...values: readonly string[]): string {
  return values.join(separator);
}

function labelsOf(names: readonly string[], key: string): Record<string, string> {
  const values = key.split(separator);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
