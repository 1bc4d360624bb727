import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OperatorConfiguration } from '../../src/values/effective-configuration.ts';
import { deriveJobManagerMemory, deriveTaskManagerMemory } from '../../src/values/flink-memory.ts';

const mib = 1n << 20n;

type Keys = Record<string, string>;

const configurationOf = (keys: Keys) => OperatorConfiguration.from(keys).own;
const jm = (keys: Keys) =>
  deriveJobManagerMemory(
    configurationOf(Object.fromEntries(Object.entries(keys).map(([key, text]) => [`jobmanager.${key}`, text]))),
  );
const tm = (keys: Keys) =>
  deriveTaskManagerMemory(
    configurationOf(Object.fromEntries(Object.entries(keys).map(([key, text]) => [`taskmanager.${key}`, text]))),
  );

/** What Flink itself derives. */
const jobManagers: [Keys, Record<string, bigint>][] = [
  [
    { 'memory.process.size': '1024m' },
    { total: 1024n * mib, heap: 469762048n, overhead: 201326592n, metaspace: 256n * mib },
  ],
  [{ 'memory.process.size': '2048m' }, { heap: 1530082096n, overhead: 214748368n, offHeap: 128n * mib }],
  [{ 'memory.process.size': '1000000000' }, { total: 1000000000n, flink: 530237952n }],
  [{ 'memory.process.size': '577m' }, { heap: mib }],
  [{ 'memory.flink.size': '1024m' }, { total: 1472n * mib, heap: 896n * mib }],
  [{ 'memory.flink.size': '129m' }, { heap: mib }],
  [{ 'memory.heap.size': '1g' }, { total: 1600n * mib, flink: 1152n * mib }],
  [{ 'memory.heap.size': '0' }, { heap: 0n }],
  [{ 'heap.size': '1g' }, { total: 1600n * mib }],
  [{ 'heap.mb': '1024' }, { total: 1600n * mib }],
  [{ 'heap.size': '1g', 'heap.mb': '1' }, { heap: 1024n * mib }],
  [{ 'memory.heap.size': '1g', 'heap.size': 'nonsense' }, { heap: 1024n * mib }],
  [
    { 'memory.heap.size': '1g', 'memory.flink.size': '1200m' },
    { offHeap: 176n * mib, flink: 1200n * mib },
  ],
  [{ 'memory.heap.size': '1g', 'memory.off-heap.size': '128m', 'memory.flink.size': '1152m' }, { flink: 1152n * mib }],
  [{ 'memory.flink.size': '1280m', 'memory.process.size': '1728m' }, { overhead: 192n * mib }],
  [{ 'memory.flink.size': '20g' }, { overhead: 1024n * mib }],
  [{ 'memory.process.size': '4g', 'memory.jvm-overhead.fraction': '0' }, { overhead: 192n * mib }],
  [
    { 'memory.process.size': '4g', 'memory.jvm-overhead.fraction': '1e-7', 'memory.jvm-overhead.min': '0' },
    { overhead: 429n },
  ],
];
for (const [keys, parts] of jobManagers) {
  test(`JobManager of ${JSON.stringify(keys)}`, () => {
    const memory = jm(keys);
    assert.equal(memory.state, 'derived');
    for (const [part, size] of Object.entries(parts)) assert.equal(memory[part as keyof typeof memory], size, part);
  });
}

const brokenJobManagers: [Keys, string, RegExp][] = [
  [
    {},
    'memory.process.size',
    /is not set, and neither is jobmanager\.memory\.heap\.size nor jobmanager\.memory\.flink\.size/,
  ],
  [
    { 'memory.process.size': '400m' },
    'memory.process.size',
    /is 400 mb, less than its metaspace \(256 mb\) and overhead \(192 mb\)/,
  ],
  [{ 'memory.process.size': '576m' }, 'memory.process.size', /leaves 128 mb, not more than the off-heap memory/],
  [{ 'memory.process.size': 'abc' }, 'memory.process.size', /has a value that is no memory size/],
  [{ 'memory.process.size': '' }, 'memory.process.size', /no memory size/],
  [{ 'memory.process.size': '2Gi' }, 'memory.process.size', /no memory size/],
  [{ 'memory.flink.size': '128m' }, 'memory.flink.size', /leaves 128 mb/],
  [{ 'memory.flink.size': '1g', 'memory.off-heap.size': '1g' }, 'memory.flink.size', /leaves 1 gb/],
  [
    { 'memory.flink.size': '1g', 'memory.process.size': '1g' },
    'memory.process.size',
    /is 1 gb, less than Flink's memory and metaspace, 1280 mb/,
  ],
  [
    { 'memory.flink.size': '1g', 'memory.process.size': '4g' },
    'memory.process.size',
    /leaves 2816 mb for the JVM's overhead, which must be between/,
  ],
  [{ 'memory.heap.size': '1g', 'memory.flink.size': '512m' }, 'memory.flink.size', /is less than the heap, 1 gb/],
  [
    { 'memory.heap.size': '1g', 'memory.off-heap.size': '1m', 'memory.flink.size': '2g' },
    'memory.flink.size',
    /differs from the heap/,
  ],
  [{ 'heap.mb': 'x' }, 'heap.mb', /no whole number/],
  [{ 'heap.mb': '-1' }, 'heap.mb', /is negative/],
  [{ 'heap.size': 'x', 'memory.process.size': '4g' }, 'heap.size', /no memory size/],
  [{ 'memory.process.size': '4g', 'memory.jvm-metaspace.size': 'x' }, 'memory.jvm-metaspace.size', /no memory size/],
  [
    { 'memory.process.size': '4g', 'memory.jvm-overhead.min': '2g' },
    'memory.jvm-overhead.min',
    /is 2 gb, more than jobmanager\.memory\.jvm-overhead\.max \(1 gb\)/,
  ],
  [
    { 'memory.process.size': '4g', 'memory.jvm-overhead.fraction': '1' },
    'memory.jvm-overhead.fraction',
    /at least 0 and below 1/,
  ],
  [
    { 'memory.process.size': '4g', 'memory.jvm-overhead.fraction': 'NaN' },
    'memory.jvm-overhead.fraction',
    /at least 0/,
  ],
  [{ 'memory.process.size': '4g', 'memory.jvm-overhead.fraction': '10%' }, 'memory.jvm-overhead.fraction', /no number/],
  [{ 'memory.heap.size': '9223372036854775807' }, 'memory.off-heap.size', /beyond 2\^63/],
  [{ 'memory.flink.size': '9223372036854775807' }, 'memory.jvm-metaspace.size', /beyond 2\^63/],
  [
    { 'memory.flink.size': '8388607t', 'memory.jvm-overhead.fraction': '0.999' },
    'memory.jvm-overhead.fraction',
    /beyond 2\^63/,
  ],
];
for (const [keys, key, reason] of brokenJobManagers) {
  test(`no JobManager of ${JSON.stringify(keys)}`, () => {
    const memory = jm(keys);
    assert.ok(memory.state === 'failed');
    assert.equal(memory.key, `jobmanager.${key}`);
    assert.match(memory.reason, reason);
  });
}

const taskManagers: [Keys, Record<string, bigint | number>][] = [
  [{ 'memory.process.size': '1024m' }, { taskHeap: 26843542n, network: 67108864n, managed: 241591914n, cpu: 1 }],
  [
    { 'memory.process.size': '2048m', numberOfTaskSlots: '2' },
    { taskHeap: 563714445n, network: 166429984n, managed: 665719939n, cpu: 2 },
  ],
  [
    { 'memory.process.size': '1728m' },
    { total: 1728n * mib, taskHeap: 402653174n, network: 134217730n, managed: 536870920n },
  ],
  [
    { 'memory.flink.size': '1280m' },
    { total: 1728n * mib, taskHeap: 402653174n, network: 134217730n, managed: 536870920n },
  ],
  [
    { 'memory.task.heap.size': '512m', 'memory.managed.size': '256m' },
    { network: 119304649n, total: 1662808521n },
  ],
  [
    { 'memory.task.heap.size': '0', 'memory.managed.size': '0' },
    { taskHeap: 0n, managed: 0n },
  ],
  [{ 'memory.task.heap.size': '1g', 'memory.size': '512m' }, { managed: 512n * mib }],
  [{ 'memory.flink.size': '534m' }, { frameworkHeap: 128n * mib, frameworkOffHeap: 128n * mib, taskOffHeap: 0n }],
  [{ 'memory.process.size': '982m' }, { metaspace: 256n * mib }],
  [{ 'memory.process.size': '1728m', 'cpu.cores': '0.5' }, { cpu: 0.5 }],
  [{ 'memory.process.size': '1728m', 'memory.managed.fraction': '0' }, { managed: 0n }],
  [{ 'memory.process.size': '1728m', 'network.memory.max': '100m' }, { network: 100n * mib }],
  [{ 'memory.process.size': '1728m', 'network.numberOfBuffers': '4096' }, { network: 128n * mib }],
  [
    { 'memory.process.size': '1728m', 'network.numberOfBuffers': '9', 'memory.network.min': '64m' },
    { network: 134217730n },
  ],
  [
    { 'memory.flink.size': '1g', 'memory.task.heap.size': '200m' },
    { taskHeap: 200n * mib, network: 166094432n },
  ],
  [
    { 'memory.flink.size': '1g', 'memory.task.heap.size': '300m', 'memory.managed.size': '300m' },
    { network: 168n * mib },
  ],
  [{ 'memory.task.heap.size': '1g', 'memory.managed.size': '1g', 'network.numberOfBuffers': '1' }, { network: 32768n }],
];
for (const [keys, parts] of taskManagers) {
  test(`TaskManager of ${JSON.stringify(keys)}`, () => {
    const memory = tm(keys);
    assert.equal(
      memory.state,
      'derived',
      JSON.stringify(memory, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    );
    for (const [part, size] of Object.entries(parts)) assert.equal(memory[part as keyof typeof memory], size, part);
  });
}

const brokenTaskManagers: [Keys, string, RegExp][] = [
  [{}, 'memory.process.size', /is not set, and neither is taskmanager\.memory\.flink\.size/],
  [{ 'heap.size': '1g' }, 'memory.process.size', /is not set/],
  [{ 'memory.task.heap.size': '1g' }, 'memory.process.size', /is not set/],
  [{ 'memory.managed.size': '1g' }, 'memory.process.size', /is not set/],
  [{ 'memory.process.size': '600m' }, 'memory.process.size', /leaves 152 mb to Flink, whose parts need/],
  [{ 'memory.process.size': '981m' }, 'memory.process.size', /to Flink/],
  [{ 'memory.flink.size': '533m' }, 'memory.flink.size', /leaves 533 mb to Flink/],
  [{ 'memory.process.size': '1728m', 'cpu.cores': '0' }, 'cpu.cores', /must be above 0/],
  [{ 'memory.process.size': '1728m', 'cpu.cores': 'NaN' }, 'cpu.cores', /must be above 0/],
  [{ 'memory.process.size': '1728m', numberOfTaskSlots: '0' }, 'numberOfTaskSlots', /must be above 0/],
  [{ 'memory.process.size': '1728m', numberOfTaskSlots: 'x' }, 'numberOfTaskSlots', /no whole number/],
  [{ 'memory.process.size': '1728m', 'memory.managed.fraction': '1' }, 'memory.managed.fraction', /below 1/],
  [{ 'memory.process.size': '1728m', 'memory.network.min': '2g' }, 'memory.process.size', /to Flink/],
  [
    { 'memory.process.size': '1728m', 'memory.network.max': '32m' },
    'memory.network.min',
    /more than taskmanager\.memory\.network\.max/,
  ],
  [{ 'memory.process.size': '1728m', 'network.memory.fraction': 'x' }, 'network.memory.fraction', /no number/],
  [{ 'memory.flink.size': '1g', 'memory.task.heap.size': '900m' }, 'memory.flink.size', /to Flink/],
  [
    { 'memory.flink.size': '1g', 'memory.task.heap.size': '340m' },
    'memory.flink.size',
    /for the network, which must be between 64 mb/,
  ],
  [
    { 'memory.flink.size': '1g', 'memory.task.heap.size': '9g', 'memory.managed.size': '0' },
    'memory.flink.size',
    /to Flink/,
  ],
  [
    { 'memory.flink.size': '1g', 'memory.task.heap.size': '200m', 'network.numberOfBuffers': '9' },
    'memory.flink.size',
    /numberOfBuffers asks for 288 kb/,
  ],
  [{ 'memory.process.size': '2g', 'network.numberOfBuffers': '-1' }, 'network.numberOfBuffers', /negative/],
  [
    { 'memory.process.size': '2g', 'network.numberOfBuffers': '9', 'memory.segment-size': '33kb' },
    'memory.segment-size',
    /power of 2/,
  ],
  [
    { 'memory.process.size': '2g', 'network.numberOfBuffers': '9', 'memory.segment-size': '2kb' },
    'memory.segment-size',
    /power of 2/,
  ],
  [
    { 'memory.process.size': '2g', 'network.numberOfBuffers': '9', 'memory.segment-size': '2g' },
    'memory.segment-size',
    /power of 2/,
  ],
];
for (const [keys, key, reason] of brokenTaskManagers) {
  test(`no TaskManager of ${JSON.stringify(keys)}`, () => {
    const memory = tm(keys);
    assert.ok(memory.state === 'failed');
    assert.equal(memory.key, `taskmanager.${key}`);
    assert.match(memory.reason, reason);
  });
}

const external: [Keys, string | undefined][] = [
  [{ 'external-resources': 'gpu', 'external-resource.gpu.amount': '1' }, undefined],
  [{ 'external-resources': 'gpu' }, undefined],
  [{ 'external-resources': 'none' }, undefined],
  [{ 'external-resource.gpu.amount': 'x' }, undefined],
  [{ 'external-resources': 'gpu;fpga', 'external-resource.fpga.amount': 'x' }, 'external-resource.fpga.amount'],
  [{ 'external-resources': "'gpu" }, 'external-resources'],
];
for (const [keys, key] of external) {
  test(`external resources ${JSON.stringify(keys)}`, () => {
    const memory = deriveTaskManagerMemory(configurationOf({ 'taskmanager.memory.process.size': '2g', ...keys }));
    assert.equal(memory.state === 'failed' ? memory.key : undefined, key);
  });
}

test('the parts add up to the whole', () => {
  const size = fc.integer({ min: 0, max: 20_000 }).map((mebibytes) => `${mebibytes}m`);
  const fraction = fc.integer({ min: 0, max: 99 }).map((percent) => `0.${String(percent).padStart(2, '0')}`);
  const keys = fc.record(
    {
      'memory.process.size': size,
      'memory.flink.size': size,
      'memory.task.heap.size': size,
      'memory.managed.size': size,
      'memory.managed.fraction': fraction,
      'memory.network.fraction': fraction,
      'memory.jvm-overhead.fraction': fraction,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(keys, (given) => {
      const memory = tm(Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined)));
      if (memory.state === 'failed') return;
      const {
        total,
        flink,
        metaspace,
        overhead,
        frameworkHeap,
        frameworkOffHeap,
        taskHeap,
        taskOffHeap,
        network,
        managed,
      } = memory;
      const pools = [frameworkHeap, frameworkOffHeap, taskHeap, taskOffHeap, network, managed];
      assert.ok(pools.every((pool) => pool >= 0n));
      assert.equal(
        pools.reduce((a, b) => a + b),
        flink,
      );
      assert.equal(flink + metaspace + overhead, total);
    }),
  );
});
