import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { deployment } from './manifests.ts';
import { folderWith, program } from './run-sluice.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bad = deployment({ parallelism: 0 });
const rendered = `---\n# Source: jobs/templates/orders.yaml\n${bad}`;

/** A folder with manifests, and `sluice` and `helm` as a user has them installed. */
function workplace(): { cwd: string; env: NodeJS.ProcessEnv } {
  const cwd = folderWith({
    'deploy/good.yaml': deployment(),
    'deploy/bad file.yaml': bad,
    'charts/jobs/Chart.yaml': 'name: jobs\n',
    'bin/sluice': `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
    'bin/helm': `#!/bin/sh\n[ "$1 $2" = 'template charts/jobs' ] || exit 9\ncat <<'END'\n${rendered}END\n`,
  });
  for (const name of ['sluice', 'helm']) chmodSync(path.join(cwd, 'bin', name), 0o755);
  return { cwd, env: { ...process.env, PATH: `${cwd}/bin:${process.env['PATH']}`, HOME: cwd, GITHUB_ACTIONS: '' } };
}

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly entry: string;
  readonly language: string;
  readonly types_or: readonly string[];
  readonly pass_filenames?: boolean;
}

const hooks: readonly Hook[] = parse(readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8'));

describe('.pre-commit-hooks.yaml', () => {
  /** As pre-commit does: the entry is split like a shell would, then come args and files. */
  function commit(id: string, args: readonly string[], files: readonly string[]) {
    const hook = hooks.find((each) => each.id === id);
    assert.ok(hook);
    const given = hook.pass_filenames === false ? args : [...args, ...files];
    const { cwd, env } = workplace();
    const { status, stdout } = spawnSync('sh', ['-c', `exec ${hook.entry} "$@"`, 'sh', ...given], { cwd, env });
    return { status, stdout: stdout.toString() };
  }

  test('each hook says what pre-commit needs', () => {
    for (const { id, name, entry, language, types_or } of hooks) {
      assert.ok(id && name && entry);
      assert.equal(language, 'node');
      assert.ok(types_or.includes('yaml'));
    }
  });

  test('a commit of a bad manifest fails, of a good one passes', () => {
    const { status, stdout } = commit('sluice-lint', [], ['deploy/good.yaml', 'deploy/bad file.yaml']);
    assert.equal(status, 1);
    assert.match(stdout, /^deploy\/bad file\.yaml:17:18 error job-parallelism-min$/m);
    assert.equal(commit('sluice-lint', [], ['deploy/good.yaml']).status, 0);
  });

  test('what a chart renders is checked', () => {
    const { status, stdout } = commit('sluice-lint-rendered', ['charts/jobs'], ['charts/jobs/Chart.yaml']);
    assert.equal(status, 1);
    assert.match(stdout, /^jobs\/templates\/orders\.yaml:19:18 error job-parallelism-min$/m);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe('action.yml', () => {
  const action: {
    inputs: Record<string, { description: string; default: string }>;
    runs: { using: string; steps: readonly Step[] };
  } = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'));

  /** Runs the step that lints, with the expressions filled in as GitHub does. */
  function act(inputs: Readonly<Record<string, string>>, surroundings: NodeJS.ProcessEnv = {}) {
    const step = action.runs.steps.at(-1);
    assert.ok(step?.run);
    const fill = (text: string) =>
      text.replace(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => {
        if (expression === 'github.action_path') return root;
        const name = expression.replace(/^inputs\./, '');
        assert.ok(action.inputs[name], expression);
        return inputs[name] ?? action.inputs[name].default;
      });
    const given = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]);
    const { cwd, env } = workplace();
    const all = { ...env, ...surroundings, ...Object.fromEntries(given) };
    const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', fill(step.run)], { cwd, env: all });
    return { cwd, status, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  test('has the inputs that are promised', () => {
    assert.deepEqual(Object.keys(action.inputs), ['paths', 'format', 'fail-on', 'sarif-file']);
    for (const { description } of Object.values(action.inputs)) assert.ok(description);
    assert.equal(action.runs.using, 'composite');
    for (const { uses, run, shell } of action.runs.steps) assert.ok(uses !== undefined || (run && shell === 'bash'));
  });

  test('annotates the lines of a change', () => {
    const { status, stdout } = act({}, { GITHUB_ACTIONS: 'true' });
    assert.equal(status, 1);
    assert.match(stdout, /^::error file=deploy\/bad file\.yaml,line=17,/m);
  });

  test('takes several paths and globs, a format, a severity and a SARIF file', () => {
    const inputs = {
      paths: 'deploy/good.yaml\ndeploy/b*.yaml',
      format: 'json',
      'fail-on': 'never',
      'sarif-file': 'out/lint.sarif',
    };
    const { cwd, status, stdout } = act(inputs);
    assert.equal(status, 0);
    assert.deepEqual([JSON.parse(stdout).summary.documents, JSON.parse(stdout).summary.errors], [2, 1]);
    assert.equal(JSON.parse(readFileSync(path.join(cwd, 'out/lint.sarif'), 'utf8')).version, '2.1.0');
  });

  test('no input is run as a command', () => {
    const { cwd, status } = act({ paths: '$(touch hit1) `touch hit2`; touch hit3', 'fail-on': '"; touch hit4 #' });
    assert.notEqual(status, 0);
    for (const name of ['hit1', 'hit2', 'hit3', 'hit4']) assert.equal(existsSync(path.join(cwd, name)), false);
  });
});

/** The blocks of code of a page, by language. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(path.join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, body]) =>
    name === language && body ? [body] : [],
  );
}

for (const page of ['ci.md', 'editors.md']) {
  test(`docs/${page}: settings can be parsed`, () => {
    for (const block of blocksOf(page, 'yaml')) assert.equal(typeof parse(block), 'object');
    for (const block of blocksOf(page, 'json')) JSON.parse(block);
  });

  test(`docs/${page}: commands can be run`, () => {
    for (const block of blocksOf(page, 'sh')) {
      for (const line of block.trim().split('\n')) {
        const { cwd, env } = workplace();
        execFileSync('mkdir', ['-p', '.local/bin'], { cwd });
        const ready = line.includes('--baseline')
          ? 'sluice lint --baseline .sluice-baseline.json --update-baseline deploy/; '
          : '';
        const { status, stderr } = spawnSync('sh', ['-c', `${ready}${line}`], { cwd, env });
        // There is something wrong in the folder, and that is all that may be wrong.
        assert.ok(status === 0 || status === 1, `${line}: ${stderr}`);
      }
    }
  });
}

test('docs/ci.md: the sample of settings is valid, and so are the hooks that it names', () => {
  const [settings] = blocksOf('ci.md', 'yaml').filter((block) => block.startsWith('# .sluice.yaml'));
  assert.ok(settings);
  const cwd = folderWith({
    '.sluice.yaml': settings,
    'operator/config.yaml': 'a.b: c\n',
    'cluster/.keep': '',
    'a.yaml': deployment(),
  });
  assert.equal(spawnSync(process.execPath, [program, 'lint', 'a.yaml'], { cwd }).status, 0);
  const [repositories] = blocksOf('ci.md', 'yaml').filter((block) => block.startsWith('repos:'));
  const named: { id: string }[] = parse(repositories ?? '').repos[0].hooks;
  assert.deepEqual(
    named.map(({ id }) => id),
    hooks.map(({ id }) => id),
  );
});
