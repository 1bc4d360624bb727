import type { Exposition } from './metric-family.ts';

const quantiles = [0.5, 0.75, 0.95, 0.98, 0.99, 0.999];
/** As many values as Flink's histograms keep. */
const kept = 1000;

/** A histogram as Flink's Prometheus reporter prints it: quantiles of the latest values, a count of all, and no sum. */
export class RecentSummary {
  readonly name: string;
  readonly help: string;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #values: number[] = [];
  #count = 0;

  constructor(name: string, help: string, labels: Readonly<Record<string, string>>) {
    this.name = name;
    this.help = help;
    this.#labels = labels;
  }

  observe(value: number): void {
    this.#values[this.#count % kept] = value;
    this.#count++;
  }

  get(): Exposition {
    const { name, help } = this;
    const sorted = this.#values.toSorted((a, b) => a - b);
    const values = [
      ...quantiles.map((quantile) => ({
        value: quantileOf(sorted, quantile),
        labels: { ...this.#labels, quantile: `${quantile}` },
      })),
      { value: this.#count, labels: this.#labels, metricName: `${name}_count` },
    ];
    return { name, help, type: 'summary', values, aggregator: 'sum' };
  }
}

/** Estimated as Flink does: between the two values around the place `quantile · (n + 1)`. No number where there is no value. */
function quantileOf(sorted: readonly number[], quantile: number): number {
  const place = Math.min(Math.max(quantile * (sorted.length + 1), 1), sorted.length);
  const lower = sorted[Math.floor(place) - 1] ?? Number.NaN;
  const upper = sorted[Math.ceil(place) - 1] ?? Number.NaN;
  return lower + (place % 1) * (upper - lower);
}
