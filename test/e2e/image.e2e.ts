import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildImageRoot as buildAnew, type ImageRoot, imageKey, parseDockerfile } from '../../scripts/image-root.ts';
import { buildImageRoot } from '../bench/image.ts';
import { attempt, eventually, run } from '../bench/processes.ts';
import { cache } from '../bench/tools.ts';
import { digest, digests, type Entry, entries, layers } from './image/contents.ts';
import { packedFiles } from './image/packed-files.ts';
import { idsOf, productionPackages } from './image/production.ts';

/** The image (I-01 to I-03) and the npm package (C-25): what is in them, and what is not. Needs neither root nor an API server. */

const checkout = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(checkout, name), 'utf8');
const production = productionPackages(checkout);
const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

let image: ImageRoot;
let all: Entry[];
before(async () => {
  image = await buildImageRoot();
  all = [...entries(image.directory)];
});

const inImage = (place: string) => path.join(image.directory, place);
const ofOurs = () => all.filter(({ path: place }) => place.startsWith('/app/') && !place.includes('/node_modules/'));

test('it runs as nobody, ends at SIGTERM, and asks its own program how it goes', () => {
  const { entrypoint, command, user, stopSignal, healthCommand, workingDir } = image;
  const program = ['/nodejs/bin/node', '/app/dist/bin/sluice.js'];
  assert.deepEqual(
    { entrypoint, command, user, stopSignal, healthCommand, workingDir },
    {
      entrypoint: program,
      command: ['serve'],
      user: '65532:65532',
      stopSignal: 'SIGTERM',
      healthCommand: [...program, 'probe'],
      workingDir: '/app',
    },
  );
  for (const file of program) assert.ok(existsSync(inImage(file)), file);
});

test('it serves, and its health command tells whether it does', async () => {
  const [node = '', ...args] = image.entrypoint.map(inImage);
  const env = { ...image.env, SLUICE_LISTEN_PORT: '0', SLUICE_HEALTH_PORT: '0', SLUICE_LOG_FORMAT: 'json' };
  const probe = (url: string) => attempt(node, [...image.healthCommand.slice(1).map(toArgument), url], { env });
  const child = spawn(node, [...args, ...image.command, '--tls-mode', 'dev'], {
    // Where nothing can be written, as in a pod.
    cwd: '/proc',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  let log = '';
  child.stdout.on('data', (piece: Buffer) => {
    log += piece.toString();
  });
  let health = '';
  try {
    const line = await eventually(
      'it serves',
      () => log.split('\n').find((each) => each.includes('"msg":"serving"')),
      20,
      () => log,
    );
    health = `${(JSON.parse(line) as { health: string }).health}/livez`;
    const { code, stdout } = await probe(`--url=${health}`);
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'ok\n' });
  } finally {
    child.kill('SIGTERM');
  }
  assert.equal(await ended, 0);
  assert.equal((await probe(`--url=${health}`)).code, 1, 'nobody answers any more');
});

const toArgument = (word: string) => (word.startsWith('/') ? inImage(word) : word);

test('the heap is bounded by what the container may have', async () => {
  const options = image.env['NODE_OPTIONS'] ?? '';
  assert.deepEqual(options.split(' '), [
    '--enable-source-maps',
    '--max-semi-space-size=16',
    '--max-old-space-size-percentage=50',
  ]);
  assert.equal(image.env['NODE_ENV'], 'production');
  // Half of the limit, or of the machine where there is none, and three semi-spaces.
  const script = `
    const { heap_size_limit } = require('node:v8').getHeapStatistics();
    const memory = Math.min(process.constrainedMemory() || Infinity, require('node:os').totalmem());
    console.log(JSON.stringify({ limit: heap_size_limit / 2 ** 20 - 48, half: memory / 2 ** 21 }));`;
  const out = await run(inImage('/nodejs/bin/node'), ['--eval', script], { env: image.env });
  const { limit, half } = JSON.parse(out) as { limit: number; half: number };
  assert.ok(Math.abs(limit - half) <= 2, `${limit} MiB of ${half}`);
});

test('there is no shell, no compiler, no test and no key in it', () => {
  const shells = /\/(sh|bash|dash|ash|zsh|ksh|busybox|toybox)$/;
  assert.deepEqual(
    all.filter(({ path: place }) => shells.test(place)).map(({ path: place }) => place),
    [],
  );
  const tools = /\/node_modules\/(typescript|npm|corepack|yarn)\/|\/(tsc|npm|npx|yarn|corepack)$/;
  assert.deepEqual(
    all.filter(({ path: place }) => tools.test(place)).map(({ path: place }) => place),
    [],
  );
  const strange = ofOurs().filter(({ path: place }) => !ours.some((allowed) => allowed.test(place)));
  assert.deepEqual(
    strange.map(({ path: place }) => place),
    [],
  );
  const secretNames = /\/(\.npmrc|\.env[^/]*|\.git|kubeconfig|id_\w+|[^/]+\.(key|p12|pfx|jks))$/;
  assert.deepEqual(
    all.filter(({ path: place }) => secretNames.test(place)).map(({ path: place }) => place),
    [],
  );
  // Documentation may show what a key looks like.
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{60,}/;
  const texts = all.filter(({ file, bytes, path: place }) => file && bytes < 2 ** 22 && !place.endsWith('.md'));
  assert.deepEqual(
    texts.filter(({ file }) => key.test(readFileSync(file as string, 'latin1'))).map(({ path: place }) => place),
    [],
  );
});

const ours = [
  /^\/app\/(package\.json|LICENSE)$/,
  /^\/app\/charts\/(sluice\/(crds|net)|manifests)\/[\w./-]+\.yaml$/,
  /^\/app\/dist\/[\w./-]+\.(js|js\.map|d\.ts|json)$/,
];

test('nothing of ours tells where it was built', () => {
  // A short one, such as /src, may be found for other reasons.
  const folders = [checkout, cache].filter((folder) => folder.split('/').length > 2);
  const files = layers
    .flatMap((layer) => [...entries(image.directory, layer)])
    .filter(({ path: place, file }) => file && !place.includes('/node_modules/'));
  assert.deepEqual(
    files
      .filter(({ file }) => folders.some((folder) => readFileSync(file as string).includes(folder)))
      .map(({ path: place }) => place),
    [],
  );
});

test('its packages are those of production, and no others', async () => {
  const installed = all
    .flatMap(
      ({ path: place }) => /^\/app\/(.*node_modules\/(?:@[^/]+\/)?[^/.@][^/]*)\/package\.json$/.exec(place)?.[1] ?? [],
    )
    .toSorted();
  assert.deepEqual(installed, production.map(({ place }) => place).toSorted());
  // Its exit code complains of optional peers.
  const { stdout } = await attempt('npm', ['ls', '--omit=dev', '--all', '--parseable', '--package-lock-only'], {
    cwd: checkout,
  });
  const listed = stdout
    .trim()
    .split('\n')
    .map((place) => path.relative(checkout, place))
    .filter((place) => place !== '');
  assert.deepEqual(installed, listed.toSorted());
  console.log(`${production.length} production packages, ${idsOf(production).length} of them different`);
  assert.ok(production.length <= 184, 'a new dependency is a decision: raise this with it');
});

test('stack traces name the source', () => {
  const scripts = ofOurs().filter(({ path: place }) => place.endsWith('.js'));
  assert.ok(scripts.length > 300, `${scripts.length} scripts`);
  for (const { path: place, file } of scripts) {
    assert.match(readFileSync(file as string, 'utf8'), /\n\/\/# sourceMappingURL=[\w.-]+\.js\.map\s*$/, place);
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
    assert.ok(sources.length === 1 && /^[\w./-]+\.[jt]s$/.test(sources[0] ?? ''), `${place}: ${sources}`);
  }
});

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly object[];
  readonly licenses?: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
}

test('the bill of materials lists exactly these packages, with versions and licences', () => {
  const bom = JSON.parse(readFileSync(inImage('/usr/share/doc/sluice/sbom.cdx.json'), 'utf8')) as {
    bomFormat: string;
    specVersion: string;
    serialNumber?: string;
    metadata: { timestamp?: string; component: Component };
    components: Component[];
  };
  assert.deepEqual([bom.bomFormat, bom.specVersion], ['CycloneDX', '1.5']);
  assert.deepEqual(
    [bom.serialNumber, bom.metadata.timestamp],
    [undefined, undefined],
    'nothing that differs each time',
  );
  assert.equal(bom.metadata.component.name, 'sluice');
  assert.deepEqual(idsOf(bom.components), idsOf(production));
  const licences = new Map(production.map(({ name, version, licence }) => [`${name}@${version}`, licence]));
  for (const { name, version, purl, hashes, licenses } of bom.components) {
    const [first] = licenses ?? [];
    assert.equal(first?.license?.id ?? first?.expression, licences.get(`${name}@${version}`), `licence of ${name}`);
    assert.equal(purl, `pkg:npm/${name.replace('@', '%40')}@${version}`);
    assert.ok(hashes?.length, `${name} has a hash`);
  }
});

test('the licences of others are in it', () => {
  const text = readFileSync(inImage('/usr/share/doc/sluice/THIRD-PARTY.txt'), 'utf8');
  const named = text.split('\n').filter((line) => /^\S+ \d\S* \(.+\)$/.test(line));
  assert.deepEqual(
    [...new Set(named)].toSorted(),
    [...new Set(production.map(({ name, version, licence }) => `${name} ${version} (${licence})`))].toSorted(),
  );
});

test('labels are by the names of OCI', () => {
  const prefix = 'org.opencontainers.image.';
  const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
  for (const name of ['title', 'description', 'source', 'documentation', 'base.name']) {
    assert.ok(image.labels[`${prefix}${name}`], name);
  }
  assert.equal(image.labels[`${prefix}version`], version);
  assert.equal(image.labels[`${prefix}licenses`], license);
  assert.ok(Object.keys(image.labels).every((name) => name.startsWith(prefix)));
});

test('what goes into a build is an allow-list, and nothing is allowed for nothing', () => {
  const [first, ...rest] = read('.dockerignore').trim().split('\n');
  assert.equal(first, '*');
  assert.ok(rest.every((line) => line.startsWith('!')));
  const copied = parseDockerfile(read('Dockerfile'))
    .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from='))
    .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
  assert.deepEqual([...new Set(copied)].toSorted(), rest.map((line) => line.slice(1)).toSorted());
});

test('the Dockerfile has stages, and its last one runs nothing', () => {
  const instructions = parseDockerfile(read('Dockerfile'));
  const froms = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  assert.equal(froms.length, 3);
  const last = instructions.slice(froms.at(-1));
  assert.match(last[0]?.text ?? '', /^gcr\.io\/distroless\/nodejs\$\{NODE\}-debian12:nonroot$/);
  assert.deepEqual(
    last.filter(({ name }) => name === 'RUN' || name === 'ADD'),
    [],
  );
  for (const { name, text } of last) {
    if (name === 'ENTRYPOINT' || name === 'CMD')
      assert.ok(Array.isArray(JSON.parse(text)), 'there is no shell to read it');
  }
  const stages = instructions.flatMap(({ name, text }) =>
    name === 'FROM' ? (/ AS (\w+)$/.exec(text)?.[1] ?? []) : [],
  );
  for (const { text } of instructions.filter(({ name }) => name === 'COPY')) {
    const [, from] = /^--from=(\S+)/.exec(text) ?? [];
    assert.ok(from === undefined || stages.includes(from), text);
  }
});

test('two builds are equal, file by file', () => {
  const [first, second] = builtTwice();
  assert.deepEqual(differences(first, second), []);
  assert.equal(digest(first), digest(second));
  console.log(`${first.size} files, sha256 ${digest(first)}`);
});

/** In folders of different names, of the same sources: somebody may be at work in this checkout. */
function builtTwice(): [Map<string, string>, Map<string, string>] {
  for (let attempts = 0; attempts < 4; attempts++) {
    const key = imageKey();
    const built: [Map<string, string>, Map<string, string>] = [build(), build()];
    if (imageKey() === key) return built;
  }
  throw new Error('the sources change faster than they are built');
}

function build(): Map<string, string> {
  // Beside the packages, which are linked and not copied.
  const work = mkdtempSync(path.join(cache, 'reproduced-'));
  try {
    return digests(buildAnew(work, cache).directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function differences(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): string[] {
  return [...new Set([...first.keys(), ...second.keys()])].filter((place) => first.get(place) !== second.get(place));
}

test('it is no larger than it was', async () => {
  const unpacked = (own: boolean) =>
    all
      .filter(({ path: place }) => own === layers.some((layer) => place.startsWith(`${layer}/`)))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  const pack = `tar -C '${image.directory}' -c ${layers.map((layer) => `.${layer}`).join(' ')} | gzip -6 | wc -c`;
  const packed = Number(await run('sh', ['-c', pack]));
  const size = { ours: mebibytes(unpacked(true)), base: mebibytes(unpacked(false)), packed: mebibytes(packed) };
  console.log(`${size.ours} MiB of ours, ${size.packed} packed; ${size.base} MiB of the base, which is Node`);
  assert.ok(packed <= 14.6 * 2 ** 20, `${packed} bytes packed`);
  assert.ok(size.ours <= 110, `${size.ours} MiB unpacked`);
});

test('the npm package holds what its allow-list says', async () => {
  const { files, size, unpackedSize, bundled } = await packedFiles(checkout, inImage('/app/dist'));
  const allowed = [
    /^dist\/[\w./-]+\.(js|js\.map|d\.ts|json)$/,
    /^charts\/(sluice\/(crds|net)|manifests)\/[\w./-]+\.yaml$/,
    // npm takes a README along wherever it comes by.
    /^charts\/sluice\/README\.md$/,
    /^(action\.yml|\.pre-commit-hooks\.yaml|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/,
  ];
  const names = files.map(({ path: place }) => place);
  assert.deepEqual(
    names.filter((name) => !allowed.some((each) => each.test(name))),
    [],
  );
  const { bin, dependencies, engines } = JSON.parse(read('package.json'));
  for (const name of [bin.sluice, 'action.yml', 'LICENSE', 'README.md', 'CHANGELOG.md'])
    assert.ok(names.includes(name), name);
  const direct = Object.keys(dependencies).length;
  console.log(`npm package: ${names.length} files, ${size} bytes, ${unpackedSize} unpacked, ${direct} dependencies`);
  assert.ok(engines.node);
  assert.deepEqual(bundled, []);
  assert.ok(size <= 1_250_000, `${size} bytes`);
  assert.ok(unpackedSize <= 7_000_000, `${unpackedSize} bytes unpacked`);
  assert.ok(direct <= 16, `${direct} dependencies`);
});
