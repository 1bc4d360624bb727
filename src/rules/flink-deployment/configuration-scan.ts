import { autoscalerEnabled } from '../../values/autoscaler-options.ts';
import type { ConfigurationOption } from '../../values/configuration-option.ts';
import {
  highAvailabilityClusterId,
  highAvailabilityType,
  kubernetesClusterId,
  kubernetesNamespace,
  reconcileInterval,
} from '../../values/configuration-options.ts';
import type { ConfigurationValue, EffectiveConfiguration } from '../../values/effective-configuration.ts';
import type { FlatConfiguration } from '../../values/flink-configuration.ts';
import { isHighAvailabilityActive } from '../../values/high-availability.ts';
import {
  forbiddenKeys,
  isAutoscalerOption,
  isClosedKey,
  isMemoryOption,
  isReadable,
  isSystemOption,
  judgedElsewhere,
  knownOptions,
} from './known-options.ts';
import { nearestKey } from './nearest-key.ts';

type Option = ConfigurationOption<unknown>;

/** A value that counts and that its option cannot read. */
interface Unreadable {
  readonly option: Option;
  readonly at: ConfigurationValue;
}

/** A key of the object that nobody reads, and the one that may be meant. */
interface UnknownKey {
  readonly key: string;
  readonly guess: string | undefined;
}

/** What there is to say about the keys of one configuration. Several rules ask; the keys are walked once. */
export interface ConfigurationScan {
  readonly autoscalerOn: boolean;
  readonly highAvailability: ReturnType<typeof isHighAvailabilityActive>;
  /** Whether any part of the memory of a process is configured. */
  readonly memoryConfigured: boolean;
  /** Keys that only the operator may set, by their own names. */
  readonly forbidden: readonly string[];
  /** The same by older names. */
  readonly forbiddenByOlderName: readonly string[];
  readonly unreadable: readonly Unreadable[];
  /** Of the object's own keys. */
  readonly unknown: readonly UnknownKey[];
  /** The object's own keys that are read from the operator's configuration only. */
  readonly system: readonly string[];
}

/** The rules of one object ask one after the other, so the last configuration is the next one asked for. */
let last: { readonly configuration: EffectiveConfiguration; readonly scan: ConfigurationScan } | undefined;

export function scanOf(configuration: EffectiveConfiguration): ConfigurationScan {
  if (last?.configuration === configuration) return last.scan;
  const scan = new Scan(configuration);
  last = { configuration, scan };
  return scan;
}

const olderForbiddenKeys = highAvailabilityClusterId.fallbackKeys;
const everForbidden = new Set([...forbiddenKeys, ...olderForbiddenKeys]);
/** So many keys of one object are compared with the known ones; nobody misspells more. */
const mostCompared = 100;
const met = new Set<Option>([
  autoscalerEnabled,
  highAvailabilityType,
  kubernetesNamespace,
  kubernetesClusterId,
  highAvailabilityClusterId,
]);
const none: readonly never[] = [];

class Scan implements ConfigurationScan {
  autoscalerOn = false;
  highAvailability: ReturnType<typeof isHighAvailabilityActive> = 'inactive';
  memoryConfigured: boolean;
  forbidden: readonly string[] = none;
  forbiddenByOlderName: readonly string[] = none;
  unreadable: readonly Unreadable[] = none;
  unknown: readonly UnknownKey[] = none;
  system: readonly string[] = none;
  readonly #configuration: EffectiveConfiguration;
  readonly #doubtful: [string, FlatConfiguration][] = [];

  constructor(configuration: EffectiveConfiguration) {
    this.#configuration = configuration;
    const { layers } = configuration;
    const { options, unreadable, forbidden, memoryConfigured } = traitsOf(configuration.operator);
    this.memoryConfigured = memoryConfigured;
    if (options.has(autoscalerEnabled)) this.#meet(autoscalerEnabled);
    if (options.has(highAvailabilityType)) this.#meet(highAvailabilityType);
    if (forbidden) this.#meet(kubernetesNamespace);
    const own = layers.length - 1;
    for (let i = 0; i <= own; i++) this.#walk(layers[i] as FlatConfiguration, i === own);
    // What is switched off is not read, and the switch may stand anywhere.
    for (const [key, layer] of this.#doubtful) this.#judge(key, layer);
    for (const key of unreadable) this.#judge(key, undefined);
  }

  #walk(layer: FlatConfiguration, own: boolean): void {
    let compared = 0;
    for (const key of layer.keys()) {
      const option = knownOptions.get(key);
      if (option === undefined) {
        if (own && compared++ < mostCompared) this.#guess(key);
        continue;
      }
      if (met.has(option)) this.#meet(option);
      else if (isMemoryOption(option)) this.memoryConfigured = true;
      if (own && isSystemOption(option)) this.system = [...this.system, key];
      if (!judgedElsewhere.has(option) && !isReadable(option, layer.text(key) ?? '')) this.#doubtful.push([key, layer]);
    }
    if (layer.nulls.some((key) => everForbidden.has(key))) this.#tellForbidden();
  }

  /** Most objects name none of these options, which saves looking each of them up. */
  #meet(option: Option): void {
    if (option === autoscalerEnabled) this.autoscalerOn = this.#configuration.value(autoscalerEnabled) === true;
    else if (option === highAvailabilityType) this.highAvailability = isHighAvailabilityActive(this.#configuration);
    else this.#tellForbidden();
  }

  #guess(key: string): void {
    const guess = nearestKey(key);
    if (guess !== undefined || isClosedKey(key)) this.unknown = [...this.unknown, { key, guess }];
  }

  /** Tells an unreadable value where it counts: a later layer or another name of the option may win over it. */
  #judge(key: string, layer: FlatConfiguration | undefined): void {
    const option = knownOptions.get(key);
    if (!option || !this.#isRead(option)) return;
    const at = this.#configuration.lookup(option);
    const winner = at && this.#configuration.layers[at.layer - 1];
    if (at?.key === key && winner === layer) this.unreadable = [...this.unreadable, { option, at }];
  }

  /** Whether anybody reads this option of an object; what is switched off is not read. */
  #isRead(option: Option): boolean {
    if (option === autoscalerEnabled) return true;
    if (option === reconcileInterval || isAutoscalerOption(option)) return this.autoscalerOn;
    return !isSystemOption(option);
  }

  #tellForbidden(): void {
    const { layers } = this.#configuration;
    const isNamed = (key: string) =>
      this.#configuration.has(key) || layers.some((layer) => layer.path(key) !== undefined);
    this.forbidden = forbiddenKeys.filter(isNamed);
    this.forbiddenByOlderName = olderForbiddenKeys.filter(isNamed);
  }
}

/** What the operator's own configuration brings along; it is the same for many objects. */
interface OperatorTraits {
  readonly options: ReadonlySet<Option>;
  readonly memoryConfigured: boolean;
  readonly forbidden: boolean;
  readonly unreadable: readonly string[];
}

const operators = new WeakMap<ReadonlyMap<string, string>, OperatorTraits>();

function traitsOf(operator: ReadonlyMap<string, string>): OperatorTraits {
  const remembered = operators.get(operator);
  if (remembered) return remembered;
  const options = new Set<Option>();
  const unreadable: string[] = [];
  for (const [key, text] of operator) {
    const option = knownOptions.get(key);
    if (!option) continue;
    options.add(option);
    if (!judgedElsewhere.has(option) && !isReadable(option, text)) unreadable.push(key);
  }
  const memoryConfigured = [...options].some(isMemoryOption);
  const traits = {
    options,
    memoryConfigured,
    unreadable,
    forbidden: [...everForbidden].some((key) => operator.has(key)),
  };
  operators.set(operator, traits);
  return traits;
}
