import { Argument, type Option } from 'commander';
import type { Example } from './help.ts';
import type { Command as Runner } from './io.ts';
import { choice, chosen, option, repeatable } from './options.ts';

export type Load = () => Promise<Runner<never>>;

export interface Definition {
  readonly name: string;
  readonly summary: string;
  /** Command lines with what they are for. */
  readonly examples?: readonly Example[];
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /** The module of a command is loaded when it runs, so that no command pays for another. */
  readonly load?: Load;
  readonly commands?: readonly Definition[];
}

const formats = ['human', 'json', 'jsonl', 'sarif', 'junit', 'github', 'markdown', 'yaml'] as const;
const failLevels = ['error', 'warning', 'info', 'never'] as const;
const tlsModes = ['dev', 'files', 'self', 'cert-manager'];
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const shells = ['bash', 'zsh', 'fish', 'powershell'];
const ruleModes = ['enforce', 'warn', 'off'];
const kindWords = [
  'FlinkDeployment',
  'FlinkSessionJob',
  'FlinkStateSnapshot',
  'FlinkBlueGreenDeployment',
  'FlinkCluster',
];

const historyKinds = ['FlinkDeployment', 'FlinkSessionJob'];

const worldOptions = (): Option[] => [
  option('--flink-conf <file>', 'operator configuration: a YAML map of keys'),
  repeatable('--context <path>', 'file or directory with objects of the cluster'),
  repeatable('--resolve <host=address>', 'what a host name resolves to, instead of DNS'),
];

/** Settings that are often given by hand; `--set` reaches all the others. */
const settingOptions = (): Option[] => [
  option('--config <file>', 'settings as YAML'),
  option('--address <address>', 'where to listen'),
  option('--port <number>', 'of the admission endpoints'),
  option('--health-port <number>', 'of probes and metrics'),
  choice('--tls-mode <mode>', tlsModes.join(', '), tlsModes),
  option('--tls-directory <directory>', 'where certificates are'),
  choice('--log-level <level>', logLevels.join(', '), logLevels),
  choice('--mode <mode>', ruleModes.join(', '), ruleModes),
  repeatable('--context <path>', 'file or directory with objects of the cluster'),
  repeatable('--set <setting=value>', 'any other setting, such as rules.onError=deny'),
];

/** Those of them that the engine has. */
const engineOptions = (): Option[] => [
  option('--config <file>', 'settings as YAML'),
  choice('--log-level <level>', logLevels.join(', '), logLevels),
  repeatable('--set <setting=value>', 'any other setting, such as engine.health.port=8086'),
];

const clusterOptions = (): Option[] => [
  option('--kubeconfig <file>', 'how to reach the cluster (as kubectl finds it)'),
  option('--kube-context <name>', 'another context than the current one'),
];

const crdKind = (): Option => choice('--kind <kind>', kindWords.join(', '), kindWords);

const installationOptions = (): Option[] => [
  ...clusterOptions(),
  option('-n, --namespace <name>', 'of the installation'),
  option('--configuration <name>', 'of both webhook configurations'),
  option('--service <name>', 'under which API servers call'),
  option('--lease <name>', 'of the replica that leads'),
  option('--secret <name>', 'with certificates of our own'),
];

const certificateOptions = (): Option[] => [
  option('--directory <directory>', 'where certificates are (default certs)'),
  repeatable('--name <name>', 'one more host name or address'),
];

export const definitions: readonly Definition[] = [
  {
    name: 'lint',
    summary: 'Check Flink manifests as the admission server would.',
    examples: [
      ['sluice lint deploy/', 'every YAML and JSON file below'],
      ['helm template . | sluice lint -', 'what a chart renders'],
      ['sluice lint -f sarif -o lint.sarif .', 'for code scanning'],
    ],
    arguments: [new Argument('[paths...]', 'files, directories, globs, or - for stdin')],
    options: [
      choice('-f, --format <format>', formats.join(', '), formats),
      option('-o, --output <file>', 'write the report here instead of stdout'),
      repeatable('--report <format=file>', 'write a further report'),
      choice('--fail-on <severity>', 'exit 1 from: error (default), warning, info, never', failLevels),
      option('--config <file>', 'use this instead of the nearest .sluice.yaml'),
      option('-n, --namespace <name>', 'of objects that name none (default)'),
      ...worldOptions(),
      option('--flink-version <version>', 'judge as if every object asked for this one'),
      option('--baseline <file>', 'hide the findings listed there'),
      option('--update-baseline', 'write all present findings to the baseline'),
      option('--strict-kinds', 'report objects of other kinds'),
      option('--allow-empty', 'no matching file is no error'),
      option('--no-ignore', 'read what .gitignore and .sluiceignore leave out'),
    ],
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    name: 'default',
    summary: 'Print manifests with the values that Flink and Sluice imply.',
    examples: [
      ['sluice default app.yaml', 'the whole manifest, comments kept'],
      ['sluice default --diff deploy/', 'only what would be added'],
    ],
    arguments: [new Argument('[paths...]', 'files, directories, globs, or - for stdin')],
    options: [
      option('--diff', 'print a unified diff instead'),
      option('--patch', 'print a JSON patch instead, one line for each object'),
      option('-o, --output <file>', 'write here instead of stdout'),
      option('--no-ignore', 'read what .gitignore and .sluiceignore leave out'),
    ],
    load: async () => (await import('./default.ts')).printDefaults,
  },
  {
    name: 'review',
    summary: 'Answer admission reviews exactly as the server would.',
    examples: [
      ['sluice review review.json', 'one AdmissionReview'],
      ['sluice review --mutate < reviews.jsonl', 'one review, or envelope, in each line'],
    ],
    arguments: [new Argument('[file]', 'JSON or JSON lines, - for stdin').default('-')],
    options: [option('--mutate', 'answer as /mutate instead of /validate'), ...worldOptions()],
    load: async () => (await import('./review.ts')).review,
  },
  {
    name: 'plan',
    summary: 'Say what an edit does to what runs, before it is made.',
    examples: [
      ['sluice plan old.yaml new.yaml', 'manifests of before and after'],
      ['git show HEAD:app.yaml | sluice plan - app.yaml', 'what is not committed yet'],
      ['sluice plan -f app.yaml --check', 'against the cluster; exit code 1 where state may be lost'],
    ],
    arguments: [
      new Argument('[old]', 'files, a directory, a glob, or - for stdin'),
      new Argument('[new]', 'the same; objects are matched by kind, namespace and name'),
    ],
    options: [
      option('-f, --file <file>', 'the new manifests; the old ones are those of the cluster'),
      ...clusterOptions(),
      option('-n, --namespace <name>', 'of objects that name none'),
      option('--flink-conf <file>', 'operator configuration: a YAML map of keys'),
      choice('--format <format>', 'human, json', ['human', 'json']),
      option('--check', 'exit code 1 where state may be lost'),
    ],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'convert',
    summary: 'Print the FlinkDeployment that a FlinkCluster amounts to.',
    examples: [
      ['sluice convert clicks.yaml -o new.yaml', 'and tell what became of each field'],
      ['kubectl get flinkcluster -o yaml | sluice convert --check', 'exit code 1 where something is lost'],
      ['sluice convert old.yaml --from-savepoint s3://b/sp-1', 'go on from there'],
    ],
    arguments: [new Argument('[paths...]', 'files, directories, globs, or - for stdin')],
    options: [
      option('--flink-version <version>', 'of the image, where it is not that of the cluster'),
      option('--image <image>', 'another image'),
      option('--service-account <name>', 'of the pods'),
      choice('--mode <mode>', 'standalone (default), native', ['standalone', 'native']),
      option('--name <name>', 'another name'),
      option('--from-savepoint <path>', 'the state that the job goes on from'),
      option('--flink-conf <file>', 'operator configuration: a YAML map of keys'),
      choice('-f, --format <format>', 'of the report: human, json', ['human', 'json']),
      option('-o, --output <file>', 'write manifests here, and the report to stdout'),
      repeatable('--report <format=file>', 'write a further report'),
      option('--check', 'exit code 1 where something is lost'),
      option('--no-ignore', 'read what .gitignore and .sluiceignore leave out'),
    ],
    load: async () => (await import('./convert.ts')).convert,
  },
  {
    name: 'explain',
    summary: 'Say what a rule means, with a good and a bad example.',
    examples: [['sluice explain job-parallelism-min', '']],
    arguments: [new Argument('<rule>', 'the id that a finding names')],
    options: [choice('-f, --format <format>', 'human, json, markdown', ['human', 'json', 'markdown'])],
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'rules',
    summary: 'List all rules.',
    examples: [
      ['sluice rules --kind FlinkCluster', 'those of one kind'],
      ['sluice rules -f json', 'for programs'],
    ],
    options: [
      choice('-f, --format <format>', 'table, json, markdown', ['table', 'json', 'markdown']),
      choice('--kind <kind>', kindWords.join(', '), kindWords),
    ],
    load: async () => (await import('./rules.ts')).listRules,
  },
  {
    name: 'schema',
    summary: 'Write JSON schemas for editors.',
    examples: [
      ['sluice schema -o schemas/', 'one file for each kind, and all.json'],
      ['sluice schema --kind FlinkCluster', 'one kind, to stdout'],
      ['sluice schema --of lint-report', 'of the JSON that lint writes'],
    ],
    options: [
      choice('--kind <kind>', kindWords.join(', '), kindWords),
      choice('--of <document>', 'lint-report, lint-config', ['lint-report', 'lint-config']),
      option('-o, --output <directory>', 'write one file for each kind'),
    ],
    load: async () => (await import('./schema.ts')).writeSchemas,
  },
  {
    name: 'serve',
    summary: 'Run the admission server.',
    examples: [
      ['sluice serve', 'on this machine, with a development certificate'],
      ['sluice serve --config sluice.yaml', 'with settings of its own'],
    ],
    options: settingOptions(),
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'engine',
    summary: 'Run the reconciliation engine.',
    examples: [
      ['sluice engine --config sluice.yaml', 'with settings of its own, in a pod or by a kubeconfig'],
      ['sluice engine --set kubernetes.kubeconfig=$HOME/.kube/config', 'on this machine'],
    ],
    options: engineOptions(),
    load: async () => (await import('./engine.ts')).engine,
  },
  {
    name: 'certs',
    summary: 'Make, renew and inspect certificates.',
    examples: [
      ['sluice certs create', 'under certs/, for this machine'],
      ['sluice certs inspect certs/tls.crt', 'names, dates and signer'],
    ],
    commands: [
      {
        name: 'create',
        summary: 'Make a development CA and a certificate, or keep good ones.',
        examples: [['sluice certs create --name gate.example.com', 'for one more name']],
        options: certificateOptions(),
        load: async () => (await import('./certs.ts')).createCertificates,
      },
      {
        name: 'rotate',
        summary: 'Replace a good certificate by a new one.',
        examples: [['sluice certs rotate', 'a server that runs takes it over']],
        options: [...certificateOptions(), option('--ca', 'make a new CA as well')],
        load: async () => (await import('./certs.ts')).rotateCertificates,
      },
      {
        name: 'inspect',
        summary: 'Show certificates and whether they hold together.',
        examples: [['sluice certs inspect certs/tls.crt --ca certs/ca.crt', 'and who signed them']],
        arguments: [new Argument('<file>', 'certificates as PEM, the chain leaf first')],
        options: [
          option('--ca <file>', 'the CA that must have signed them'),
          choice('-f, --format <format>', 'text, json', ['text', 'json']),
        ],
        load: async () => (await import('./certs.ts')).inspectCertificates,
      },
    ],
  },
  {
    name: 'smoke',
    summary: 'Ask a cluster, by dry runs, whether the gate is in front of it.',
    examples: [['sluice smoke --kube-context staging -n shop', 'nothing is stored']],
    options: [
      ...clusterOptions(),
      option('-n, --namespace <name>', 'where to try (that of the context)'),
      choice('--mode <mode>', 'what the gate was told to do', ruleModes),
    ],
    load: async () => (await import('./smoke.ts')).smoke,
  },
  {
    name: 'doctor',
    summary: 'Name what is wrong with an installation, and the fix.',
    examples: [['sluice doctor --kube-context staging', 'reads, and tries dry runs; changes nothing']],
    options: [
      ...clusterOptions(),
      option('-n, --namespace <name>', 'of the installation (all of the cluster)'),
      option('--release <name>', 'of Helm (all)'),
      choice('-f, --format <format>', 'human, json', ['human', 'json']),
    ],
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'history',
    summary: 'Show from which state each job of an object was begun, and why.',
    examples: [
      ['sluice history orders -n shop', 'of a FlinkDeployment or FlinkSessionJob of that name'],
      ['kubectl get flinkdep -o yaml | sluice history -f -', 'of all that are piped in'],
    ],
    arguments: [new Argument('[name]', 'of the object')],
    options: [
      ...clusterOptions(),
      option('-n, --namespace <name>', 'of the object (that of the context)'),
      choice('--kind <kind>', historyKinds.join(', '), historyKinds),
      option('-f, --filename <file>', 'read a manifest, - for stdin, and ask no cluster'),
      choice('--format <format>', 'human, json', ['human', 'json']),
    ],
    load: async () => (await import('./history.ts')).history,
  },
  {
    name: 'probe',
    summary: 'Ask a server on this machine whether it is alive.',
    examples: [['sluice probe --url http://127.0.0.1:8080/readyz', 'exit code 1 where it is not']],
    options: [option('--url <url>', 'what to ask (http://127.0.0.1:8080/livez)')],
    load: async () => (await import('./probe.ts')).probe,
  },
  {
    name: 'manifests',
    summary: 'Print what the chart installs with its defaults.',
    examples: [
      ['sluice manifests | kubectl apply --server-side -f -', 'an installation without Helm'],
      ['sluice manifests -n gates --skip-crds', 'elsewhere, beside an operator with CRDs of its own'],
    ],
    options: [
      option('-n, --namespace <name>', 'where to (sluice-system)'),
      option('--image <image>', 'instead of the published one'),
      option('--skip-crds', 'without CustomResourceDefinitions'),
    ],
    load: async () => (await import('./manifests.ts')).printManifests,
  },
  {
    name: 'crds',
    summary: 'Print, apply and check the CustomResourceDefinitions.',
    examples: [
      ['sluice crds check', 'whether those of the cluster are as new as ours'],
      ['sluice crds apply', 'what Helm does not do in an upgrade'],
    ],
    commands: [
      {
        name: 'print',
        summary: 'Print them as YAML.',
        examples: [['sluice crds print --kind FlinkCluster', 'one of them']],
        options: [crdKind(), option('--net', 'with the rules that CEL can say')],
        load: async () => (await import('./crds.ts')).printCrds,
      },
      {
        name: 'check',
        summary: 'Compare those of a cluster with ours; exit code 1 where one is missing or older.',
        examples: [['sluice crds check --kube-context staging', 'nothing is changed']],
        options: [...clusterOptions(), crdKind(), choice('-f, --format <format>', 'human, json', ['human', 'json'])],
        load: async () => (await import('./crds.ts')).checkCrds,
      },
      {
        name: 'apply',
        summary: 'Write ours by server-side apply; conversions stay as they are.',
        examples: [['sluice crds apply --dry-run', 'what would be written']],
        options: [
          ...clusterOptions(),
          crdKind(),
          option('--dry-run', 'ask the API server, and store nothing'),
          option('--force-conflicts', 'take over fields that somebody else wrote'),
          option('--drop-fields', 'even where the cluster knows more fields'),
          option('--net', 'with the rules that CEL can say'),
          option('--no-net', 'without them (as the cluster has it)'),
        ],
        load: async () => (await import('./crds.ts')).applyCrds,
      },
    ],
  },
  {
    name: 'registrations',
    summary: 'Take the gate out of the way of API servers.',
    examples: [['sluice registrations remove --configuration sluice-system …', 'what the chart does at an uninstall']],
    commands: [
      {
        name: 'remove',
        summary: 'Delete our webhook configurations, and end the conversion of FlinkCluster.',
        examples: [['sluice registrations remove -n sluice-system …', 'while the gate still answers']],
        options: installationOptions(),
        load: async () => (await import('./registrations.ts')).removeThem,
      },
      {
        name: 'forget',
        summary: 'Delete the Secret and the Lease that the gate has made.',
        examples: [['sluice registrations forget -n sluice-system …', 'once no replica is left']],
        options: installationOptions(),
        load: async () => (await import('./registrations.ts')).forgetThem,
      },
    ],
  },
  {
    name: 'config',
    summary: 'Show settings.',
    examples: [['sluice config print', 'what a server here would run with']],
    commands: [
      {
        name: 'print',
        summary: 'Print the settings in force and where each is from.',
        examples: [['sluice config print --config sluice.yaml', 'a file with the environment and flags over it']],
        options: [...settingOptions(), choice('-f, --format <format>', 'yaml, json', ['yaml', 'json'])],
        load: async () => (await import('./config-print.ts')).printConfig,
      },
    ],
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell.',
    examples: [
      ['source <(sluice completion bash)', ''],
      ['sluice completion fish > ~/.config/fish/completions/sluice.fish', ''],
    ],
    arguments: [chosen('<shell>', shells)],
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'version',
    summary: 'Print the version.',
    examples: [['sluice version -f json', 'with the runtime']],
    options: [choice('-f, --format <format>', 'text, json', ['text', 'json'])],
    load: async () => (await import('./version.ts')).version,
  },
];
