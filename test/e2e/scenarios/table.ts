import { isObject, type JsonObject } from '../../../src/values/json.ts';
import { overlay } from '../../support/overlay.ts';
import { type Subject, subjects } from './subjects.ts';

/** One kubectl command of a scenario, and what must come of it. */
export interface Step {
  /** `NAME` stands for the object of the scenario. */
  readonly kubectl: readonly string[];
  readonly input?: object;
  /** Must be refused. */
  readonly fails?: boolean;
  /** What is written somewhere, on standard output or standard error. */
  readonly says?: readonly string[];
  /** A value of the object that is printed as JSON. */
  readonly prints?: { readonly path: readonly string[]; readonly value: unknown };
}

export interface Scenario {
  readonly name: string;
  /** Stored before the gate was there. */
  readonly stored?: object;
  readonly steps: readonly Step[];
}

const absent = ['not found'];

function named(subject: Subject, changes: object = {}): object {
  return overlay(overlay(subject.valid, { metadata: { name: 'NAME', namespace: null } }), changes) as object;
}

const patch = (subject: Subject, type: string, change: unknown, more: readonly string[] = []) => [
  'patch',
  subject.plural,
  'NAME',
  `--type=${type}`,
  `--patch=${JSON.stringify(change)}`,
  ...more,
];

const get = (subject: Subject): Step['kubectl'] => ['get', subject.plural, 'NAME', '-o', 'json'];
const create = (subject: Subject): Step => ({ kubectl: ['create', '-f', '-'], input: named(subject) });
const held = { metadata: { finalizers: ['example.com/held'] } };

/** The bad edit as one JSON patch that adds what is to be there. */
function jsonPatch(change: JsonObject): object[] {
  const [first] = [...operations(change, '')];
  return first ? [first] : [];
}

function* operations(change: JsonObject, path: string): Iterable<object> {
  for (const [key, value] of Object.entries(change)) {
    const here = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const deeper = isObject(value) && Object.keys(value).length > 0 && here !== '/spec/flinkConfiguration';
    if (deeper) yield* operations(value as JsonObject, here);
    else yield { op: 'add', path: here, value };
  }
}

function scenariosOf(subject: Subject): Scenario[] {
  const { plural, broken, faults, goodEdit, badEdit, refusal, defaulted } = subject;
  const invalid = named(subject, broken);
  const rows: Scenario[] = [
    { name: 'create a good one', steps: [create(subject), { kubectl: get(subject) }] },
    {
      name: 'create a bad one: every fault is told, and nothing is stored',
      steps: [
        { kubectl: ['create', '-f', '-'], input: invalid, fails: true, says: faults },
        { kubectl: get(subject), fails: true, says: absent },
      ],
    },
    {
      name: 'a server-side dry run of a good one',
      steps: [
        { kubectl: ['create', '--dry-run=server', '-f', '-'], input: named(subject), says: ['server dry run'] },
        { kubectl: get(subject), fails: true, says: absent },
      ],
    },
    {
      name: 'a server-side dry run of a bad one',
      steps: [{ kubectl: ['create', '--dry-run=server', '-f', '-'], input: invalid, fails: true, says: faults }],
    },
    {
      name: 'apply by the client, then a good and a bad edit',
      steps: [
        { kubectl: ['apply', '-f', '-'], input: named(subject), says: ['created'] },
        { kubectl: ['apply', '-f', '-'], input: named(subject, goodEdit), says: ['configured'] },
        { kubectl: ['apply', '-f', '-'], input: named(subject, badEdit), fails: true, says: [refusal] },
      ],
    },
    {
      name: 'apply by the server, then a good and a bad edit',
      steps: [
        { kubectl: ['apply', '--server-side', '-f', '-'], input: named(subject), says: ['serverside-applied'] },
        { kubectl: ['apply', '--server-side', '-f', '-'], input: named(subject, goodEdit) },
        {
          kubectl: ['apply', '--server-side', '-f', '-'],
          input: named(subject, badEdit),
          fails: true,
          says: [refusal],
        },
      ],
    },
    {
      name: 'a merge patch, good and bad',
      steps: [
        create(subject),
        { kubectl: patch(subject, 'merge', goodEdit), says: ['patched'] },
        { kubectl: patch(subject, 'merge', badEdit), fails: true, says: [refusal] },
        { kubectl: patch(subject, 'merge', badEdit, ['--dry-run=server']), fails: true, says: [refusal] },
      ],
    },
    {
      name: 'a JSON patch that breaks it',
      steps: [create(subject), { kubectl: patch(subject, 'json', jsonPatch(badEdit)), fails: true, says: [refusal] }],
    },
    {
      name: 'replace by a bad one',
      steps: [
        create(subject),
        { kubectl: ['replace', '-f', '-'], input: named(subject, badEdit), fails: true, says: [refusal] },
      ],
    },
    {
      name: 'delete a good one',
      steps: [create(subject), { kubectl: ['delete', plural, 'NAME'] }, { kubectl: get(subject), fails: true }],
    },
    {
      name: 'an unknown field is named',
      steps: [
        {
          kubectl: ['create', '-f', '-'],
          input: named(subject, { spec: { paralelism: 2 } }),
          fails: true,
          says: ['unknown field "spec.paralelism"'],
        },
      ],
    },
    {
      name: 'label one that was bad before there was a gate',
      stored: invalid,
      steps: [{ kubectl: ['label', plural, 'NAME', 'team=shop'], says: ['labeled'] }],
    },
    {
      name: 'delete one that was bad before there was a gate',
      stored: invalid,
      steps: [{ kubectl: ['delete', plural, 'NAME'] }, { kubectl: get(subject), fails: true, says: absent }],
    },
    {
      name: 'take the finalizer off a bad one under deletion',
      stored: overlay(invalid, held) as object,
      steps: [
        { kubectl: ['delete', plural, 'NAME', '--wait=false'] },
        { kubectl: get(subject), says: ['deletionTimestamp'] },
        { kubectl: patch(subject, 'merge', { metadata: { finalizers: null } }), says: ['patched'] },
        { kubectl: get(subject), fails: true, says: absent },
      ],
    },
  ];
  if (defaulted) {
    rows.push({
      name: 'what is left out is filled in',
      steps: [create(subject), { kubectl: get(subject), prints: defaulted }],
    });
  }
  if (subject.scalable) {
    const scale = (replicas: number) => ['scale', plural, 'NAME', `--replicas=${replicas}`];
    rows.push(
      {
        name: 'scale up',
        steps: [
          create(subject),
          { kubectl: scale(3), says: ['scaled'] },
          { kubectl: get(subject), prints: { path: ['spec', 'taskManager', 'replicas'], value: 3 } },
        ],
      },
      {
        name: 'scale to nothing',
        steps: [
          create(subject),
          { kubectl: scale(0), fails: true, says: ['spec.taskManager.replicas'] },
          { kubectl: get(subject), prints: { path: ['spec', 'taskManager', 'replicas'], value: 2 } },
        ],
      },
    );
  }
  return rows.map((row) => ({ ...row, name: `${subject.kind}: ${row.name}` }));
}

export const scenarios: readonly Scenario[] = subjects.flatMap(scenariosOf);
