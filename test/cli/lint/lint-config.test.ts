import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment } from '../manifests.ts';
import { folderWith, inProcess } from '../run-sluice.ts';

const bad = deployment({ parallelism: 0 });

async function lint(files: Readonly<Record<string, string>>, args: readonly string[] = ['.']) {
  const { code, stdout, stderr } = await inProcess(['lint', '-f', 'json', ...args], { cwd: folderWith(files) });
  const found: { file: string; severity: string }[] = stdout === '' ? [] : JSON.parse(stdout).findings;
  return { code, stderr, finds: found.map(({ file, severity }) => `${file} ${severity}`) };
}

const rows: readonly { name: string; files: Record<string, string>; args?: string[]; finds: string[]; code: number }[] =
  [
    {
      name: 'changes a severity',
      files: { '.sluice.yaml': 'rules: {job-parallelism-min: warning}', 'a.yaml': bad },
      finds: ['a.yaml warning'],
      code: 0,
    },
    {
      name: 'turns a rule off',
      files: { '.sluice.yaml': 'rules: {job-parallelism-min: off}', 'a.yaml': bad },
      finds: [],
      code: 0,
    },
    {
      name: 'is the nearest above each file',
      files: {
        '.sluice.yaml': 'rules: {job-parallelism-min: warning}',
        'a.yaml': bad,
        'own/.sluice.yaml': 'rules: {job-parallelism-min: info}',
        'own/deep/b.yaml': bad,
      },
      finds: ['a.yaml warning', 'own/deep/b.yaml info'],
      code: 0,
    },
    {
      name: 'starts from others',
      files: {
        '.sluice.yaml': 'extends: [base/one.yaml, base/two.yaml]\nrules: {flink-version-required: off}',
        'base/one.yaml': 'rules: {job-parallelism-min: off}',
        'base/two.yaml': 'rules: {job-parallelism-min: warning}',
        'a.yaml': bad,
      },
      args: ['a.yaml'],
      finds: ['a.yaml warning'],
      code: 0,
    },
    {
      name: 'differs by path, later entries winning',
      files: {
        '.sluice.yaml': `overrides:
  - {files: ['dev/**'], rules: {job-parallelism-min: off}}
  - {files: ['dev/b.yaml'], rules: {job-parallelism-min: info}}`,
        'a.yaml': bad,
        'dev/a.yaml': bad,
        'dev/b.yaml': bad,
      },
      finds: ['a.yaml error', 'dev/b.yaml info'],
      code: 1,
    },
    {
      name: 'leaves files out',
      files: { '.sluice.yaml': 'ignore: [dev/]', 'a.yaml': bad, 'dev/b.yaml': bad },
      finds: ['a.yaml error'],
      code: 1,
    },
    {
      name: 'says when to fail, unless a flag does',
      files: { '.sluice.yaml': 'failOn: never', 'a.yaml': bad },
      finds: ['a.yaml error'],
      code: 0,
    },
    {
      name: 'can be named',
      files: {
        '.sluice.yaml': 'failOn: never',
        'strict.yaml': 'rules: {job-parallelism-min: info}\nfailOn: info',
        'a.yaml': bad,
      },
      args: ['--config', 'strict.yaml', 'a.yaml'],
      finds: ['a.yaml info'],
      code: 1,
    },
    {
      name: 'knows the world',
      files: {
        'own/.sluice.yaml':
          'flinkConf: conf.yaml\nflinkVersion: "1.20"\nnamespace: shop\ncontext: [cluster]\nresolve: {a.example.com: null}',
        'own/conf.yaml': 'a.b: c',
        'own/cluster/.keep': '',
        'own/a.yaml': bad,
      },
      args: ['own/a.yaml'],
      finds: ['own/a.yaml error'],
      code: 1,
    },
  ];

for (const { name, files, args, finds, code } of rows) {
  test(`.sluice.yaml ${name}`, async () => {
    const result = await lint(files, args);
    assert.equal(result.stderr.replace(/^\d+ documents.*\n/, ''), '');
    assert.deepEqual({ finds: result.finds, code: result.code }, { finds, code });
  });
}

const wrong: readonly { name: string; text: string; told: RegExp }[] = [
  {
    name: 'an unknown setting',
    text: 'rules: {}\nfailon: error\n',
    told: /^error: \.sluice\.yaml:2:1: failon is no setting \(did you mean 'failOn'\?\)$/m,
  },
  {
    name: 'an unknown severity',
    text: 'rules:\n  job-parallelism-min: fatal\n',
    told: /\.sluice\.yaml:2:24: rules\.job-parallelism-min must be one of error, warning, info, off/,
  },
  {
    name: 'an unknown rule',
    text: 'rules:\n  job-paralelism-min: off\n',
    told: /\.sluice\.yaml:2:3: job-paralelism-min is no rule \(did you mean 'job-parallelism-min'\?\)/,
  },
  {
    name: 'an unknown rule of an override',
    text: 'overrides:\n  - files: [a]\n    rules: {x-y-z: off}\n',
    told: /\.sluice\.yaml:3:13: x-y-z is no rule/,
  },
  {
    name: 'an override without files',
    text: 'overrides:\n  - rules: {}\n',
    told: /\.sluice\.yaml:2:5: overrides\.0 needs files/,
  },
  { name: 'a list instead of a map', text: '- a\n', told: /\.sluice\.yaml:1:1: the file must be a map/ },
  {
    name: 'a number for files to extend',
    text: 'extends: 1\n',
    told: /\.sluice\.yaml:1:10: extends must be a text or a list of texts/,
  },
  { name: 'broken YAML', text: 'rules: {\n', told: /\.sluice\.yaml:1:8: / },
  {
    name: 'itself as its base',
    text: 'extends: .sluice.yaml\n',
    told: /extends itself: \.sluice\.yaml → \.sluice\.yaml/,
  },
  { name: 'a base that is not there', text: 'extends: nope.yaml\n', told: /nope\.yaml: there is no such file/ },
];

for (const { name, text, told } of wrong) {
  test(`.sluice.yaml with ${name} is told with its place`, async () => {
    const { code, stderr } = await lint({ '.sluice.yaml': text, 'a.yaml': bad });
    assert.match(stderr, told);
    assert.equal(code, 2);
  });
}

test('.sluice.yaml may be empty', async () => {
  assert.equal((await lint({ '.sluice.yaml': '# nothing yet\n', 'a.yaml': deployment() })).code, 0);
});
