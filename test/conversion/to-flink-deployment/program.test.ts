import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversionOptions } from '../../../src/conversion/to-flink-deployment/source.ts';
import { configurationOf, convertJob, outcomeOf, specOf, toldOf } from './converted.ts';

interface Row {
  readonly job: object;
  readonly spec?: object;
  readonly options?: ConversionOptions;
  readonly jarURI?: string;
  readonly classpaths?: string;
  readonly outcome: string;
}

const address = 'https://repo.example.com/orders.jar';
const library = '/opt/flink/usrlib/orders.jar';
const mounted = {
  volumes: [{ name: 'jars', emptyDir: {} }],
  volumeMounts: [{ name: 'jars', mountPath: '/opt/flink/usrlib' }],
};
const native = { mode: 'native' } as const;

const jars: readonly Row[] = [
  { job: { jarFile: '/jobs/orders.jar' }, jarURI: 'local:///jobs/orders.jar', outcome: 'carried' },
  { job: { jarFile: '/jobs/new orders.jar' }, jarURI: 'local:///jobs/new%20orders.jar', outcome: 'carried' },
  {
    job: { jarFile: './examples/streaming/WordCount.jar' },
    jarURI: 'local:///opt/flink/examples/streaming/WordCount.jar',
    outcome: 'changed',
  },
  { job: { jarFile: 'file:///jobs/orders.jar' }, jarURI: 'local:///jobs/orders.jar', outcome: 'carried' },
  { job: { jarFile: 'local:///jobs/orders.jar' }, jarURI: 'local:///jobs/orders.jar', outcome: 'carried' },
  { job: { jarFile: address }, jarURI: address, outcome: 'changed' },
  { job: { jarFile: 'gs://bucket/orders.jar' }, jarURI: 'gs://bucket/orders.jar', outcome: 'lost' },
  { job: { jarFile: address }, options: native, jarURI: address, outcome: 'changed' },
  { job: { jarFile: 'gs://bucket/orders.jar' }, options: native, jarURI: 'gs://bucket/orders.jar', outcome: 'changed' },
  { job: { jarFile: 'http://host/orders.jar' }, options: native, jarURI: 'http://host/orders.jar', outcome: 'lost' },
  { job: { jarFile: address }, options: { ...native, flinkVersion: 'v1_18' }, jarURI: address, outcome: 'lost' },
  // Its operator would mount an empty folder over the jar.
  { job: { jarFile: library }, outcome: 'changed' },
  { job: { jarFile: library }, options: native, jarURI: `local://${library}`, outcome: 'carried' },
  { job: { jarFile: library, ...mounted }, jarURI: `local://${library}`, outcome: 'carried' },
  { job: { jarFile: library }, spec: { jobManager: mounted }, jarURI: `local://${library}`, outcome: 'carried' },
  // Standalone operators overwrite the class path with the jar.
  {
    job: { classPath: ['https://h/a.jar'] },
    classpaths: 'file:///jobs/orders.jar;https://h/a.jar',
    outcome: 'carried',
  },
  {
    job: { classPath: ['https://h/a;b.jar'] },
    options: native,
    jarURI: 'local:///jobs/orders.jar',
    classpaths: "'https://h/a;b.jar'",
    outcome: 'carried',
  },
  { job: { mode: 'Application' }, outcome: 'idle' },
  { job: { mode: 'Application' }, options: native, jarURI: 'local:///jobs/orders.jar', outcome: 'carried' },
];

for (const { job, spec, options = {}, jarURI, classpaths, outcome } of jars) {
  test(`${JSON.stringify(job)} with ${JSON.stringify({ ...spec, ...options })} is found at ${jarURI ?? classpaths ?? 'no address'}`, () => {
    const conversion = convertJob(job, spec, options);
    assert.equal(specOf(conversion).job?.jarURI, jarURI);
    assert.equal(configurationOf(conversion)['pipeline.classpaths'], classpaths);
    assert.equal(outcomeOf(conversion, 'spec.job.jarFile'), outcome);
  });
}

test('a class path beside a jar of usrlib is lost', () => {
  const conversion = convertJob({ jarFile: library, classPath: ['https://h/a.jar'] });
  assert.equal(outcomeOf(conversion, 'spec.job.classPath'), 'lost');
  assert.equal(configurationOf(conversion)['pipeline.classpaths'], undefined);
});

test('a native application needs a jar before Flink 2', () => {
  const job = { mode: 'Application', jarFile: null, className: 'org.example.Orders' };
  const { obstacles } = convertJob(job, {}, native);
  assert.deepEqual(
    obstacles.map(({ path }) => path),
    ['spec.job.jarFile'],
  );
  assert.ok(convertJob(job, {}, { ...native, flinkVersion: 'v2_1' }).deployment);
  assert.ok(convertJob(job).deployment);
});

test('a Python program runs by the driver that Flink has for it', () => {
  const conversion = convertJob({
    jarFile: null,
    pyFile: 'examples/orders.py',
    pyFiles: '/jobs/lib.zip,https://h/more.py',
    pyModule: 'orders',
    args: ['--x'],
  });
  const { job } = specOf(conversion);
  assert.equal(job?.jarURI, undefined);
  assert.equal(job?.entryClass, 'org.apache.flink.client.python.PythonDriver');
  assert.deepEqual(job?.args, ['-py', '/opt/flink/examples/orders.py', '-pym', 'orders', '--x']);
  assert.equal(configurationOf(conversion)['python.files'], '/jobs/lib.zip,https://h/more.py');
  assert.equal(outcomeOf(convertJob({ pyFile: 'a.py' }), 'spec.job.pyFile'), 'lost');
});

test('what the submitter mounted goes to the JobManager, and to all pods where the jar is in it', () => {
  const files = {
    volumes: [{ name: 'cache', emptyDir: {} }],
    volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    initContainers: [{ name: 'fetch', image: 'curl' }],
  };
  const elsewhere = specOf(convertJob(files));
  assert.equal(elsewhere.taskManager?.podTemplate, undefined);
  assert.deepEqual(elsewhere.jobManager?.podTemplate?.spec?.volumes, files.volumes);
  const inside = specOf(convertJob({ ...files, jarFile: '/cache/orders.jar' }));
  assert.deepEqual(inside.podTemplate, {
    spec: {
      volumes: files.volumes,
      initContainers: [{ name: 'fetch', image: 'curl', volumeMounts: files.volumeMounts }],
      containers: [{ name: 'flink-main-container', volumeMounts: files.volumeMounts }],
    },
  });
});

test('names and paths of the submitter that a component has as well', () => {
  const volumeMounts = [{ name: 'cache', mountPath: '/cache' }];
  const conversion = convertJob(
    {
      volumes: [{ name: 'cache', emptyDir: {} }],
      volumeMounts: [...volumeMounts, { name: 'cache', mountPath: '/more' }],
    },
    { jobManager: { volumes: [{ name: 'cache', hostPath: { path: '/' } }], volumeMounts } },
  );
  const { volumes, containers } = specOf(conversion).jobManager?.podTemplate?.spec ?? {};
  assert.deepEqual(
    volumes?.map(({ name }) => name),
    ['cache', 'job-cache'],
  );
  assert.deepEqual(containers?.[0]?.volumeMounts, [...volumeMounts, { name: 'job-cache', mountPath: '/more' }]);
  assert.match(toldOf(conversion, 'spec.job.volumeMounts').join(), /^lost: \/cache:/);
});
