import { entry } from '../../api/field-path.ts';
import type { FlinkBlueGreenDeployment } from '../../api/flink-blue-green-deployment/types.ts';
import { parseDuration } from '../../values/duration.ts';
import { nameFault, nameFix } from '../flink-deployment/metadata.ts';
import { shown } from '../flink-deployment/shown.ts';
import { netOfName } from '../net.ts';
import { invalid, nothing, notSupported, type Problem, type Rule, required } from '../rule.ts';

type BlueGreenRule = Rule<FlinkBlueGreenDeployment>;

/** The longer of the two endings that the names of the deployments get. */
const colour = '-green';

export const blueGreenNameFormat: BlueGreenRule = {
  id: 'blue-green-name-format',
  summary: 'The name of a FlinkBlueGreenDeployment leaves room for the colour: at most 39 characters.',
  explanation:
    'The two FlinkDeployments are named after it, with -blue and -green behind, and the name of a FlinkDeployment ' +
    'has at most 45 lower-case letters, digits and dashes with a letter first.',
  scope: 'metadata',
  examples: {
    good: 'metadata: { name: word-count }',
    bad: 'metadata: { name: word-count-of-all-the-words-in-all-the-books }',
  },
  net: netOfName('^[a-z]([-a-z0-9]{0,37}[a-z0-9])?$'),
  check({ metadata: { name } }, at) {
    if (name === undefined) return nothing;
    const fault = nameFault(name) ?? nameFault(name + colour);
    if (fault !== undefined)
      return [
        invalid(at.metadata.name, nameFault(name) ? fault : `with ${colour} behind it ${fault}`, { fix: nameFix }),
      ];
    return nothing;
  },
};

export const blueGreenTemplateRequired: BlueGreenRule = {
  id: 'blue-green-template-required',
  summary: 'A blue/green deployment has a template with a spec.',
  explanation:
    'The template is the FlinkDeployment that is made once in blue and once in green. Without its spec there is ' +
    'nothing to make.',
  examples: { good: 'metadata: { name: word-count }', bad: 'spec: { template: null }' },
  net: {
    holds: 'self.?template.?spec.hasValue()',
    field: '.template',
    reason: 'FieldValueRequired',
  },
  check({ spec }, at) {
    if (!spec.template?.spec)
      return [
        required(at.spec.template.spec, 'must be the spec of the FlinkDeployments', {
          fix: 'add the spec of a FlinkDeployment',
        }),
      ];
    return nothing;
  },
};

export const blueGreenJobRequired: BlueGreenRule = {
  id: 'blue-green-job-required',
  summary: 'The template of a blue/green deployment has a job.',
  explanation:
    'The change-over hands the state of a job from one colour to the other. A session cluster has no job of its own, ' +
    'so the second colour would never count as ready.',
  severity: 'warning',
  examples: { good: 'metadata: { name: word-count }', bad: 'spec: { template: { spec: { job: null } } }' },
  check({ spec }, at) {
    const template = spec.template?.spec;
    if (template && !template.job)
      return [
        required(at.spec.template.spec.job, 'is missing, so there is no job to hand over', { fix: 'add the job' }),
      ];
    return nothing;
  },
};

const prefix = 'kubernetes.operator.bluegreen.';
const durations = ['abort.grace-period', 'reconciliation.reschedule-interval', 'deployment-deletion.delay'].map(
  (name) => prefix + name,
);

export const blueGreenConfigValueInvalid: BlueGreenRule = {
  id: 'blue-green-config-value-invalid',
  summary: 'The settings of the change-over are durations.',
  explanation:
    'Grace period, interval and delay are a whole number and a unit, such as 30 s or 5 min. A value that cannot be ' +
    'read stops the change-over.',
  examples: {
    good: `spec: { configuration: { ${durations[0]}: 5 min } }`,
    bad: `spec: { configuration: { ${durations[0]}: soon } }`,
  },
  check({ spec: { configuration } }, at) {
    const problems: Problem[] = [];
    for (const key of durations) {
      const text = configuration?.[key];
      if (text === undefined || parseDuration(text) !== undefined) continue;
      problems.push(
        invalid(
          entry(at.spec.configuration, key),
          `'${shown(text)}' is no duration; allowed are a whole number and a unit, like 30 s`,
          {
            fix: 'write a duration like 5 min',
          },
        ),
      );
    }
    return problems;
  },
};

export const blueGreenConfigKeyUnknown: BlueGreenRule = {
  id: 'blue-green-config-key-unknown',
  summary: 'The settings of the change-over are settings that are read.',
  explanation: `Read are ${durations.join(', ')}. Configuration of Flink belongs into the template.`,
  severity: 'warning',
  examples: {
    good: `spec: { configuration: { ${durations[2]}: 2s } }`,
    bad: 'spec: { configuration: { taskmanager.numberOfTaskSlots: "2" } }',
  },
  check({ spec: { configuration } }, at) {
    const problems: Problem[] = [];
    for (const key in configuration) {
      if (durations.includes(key)) continue;
      problems.push(
        notSupported(entry(at.spec.configuration, key), 'is not read here', {
          fix: 'move it to template.spec.flinkConfiguration, or correct it',
        }),
      );
    }
    return problems;
  },
};
