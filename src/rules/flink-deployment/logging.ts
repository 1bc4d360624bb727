import { entry } from '../../api/field-path.ts';
import { nothing, notSupported, type Problem } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { shown } from './shown.ts';

const log4j = 'log4j-console.properties';
const logback = 'logback-console.xml';

export const logConfigKeyUnknown: DeploymentRule = {
  id: 'log-config-key-unknown',
  summary: `The logging configuration has no files but ${log4j} and ${logback}.`,
  explanation:
    'In containers Flink reads its logging configuration from one of these two files, by these very names. A file of ' +
    'another name would be written and never read, so the log would stay as it is.',
  examples: {
    good: `spec: { logConfiguration: { ${log4j}: 'rootLogger.level = INFO' } }`,
    bad: "spec: { logConfiguration: { log4j.properties: 'rootLogger.level = INFO' } }",
  },
  net: {
    holds: `!has(self.logConfiguration) || self.logConfiguration.all(file, file in ['${log4j}', '${logback}'])`,
    field: '.logConfiguration',
  },
  check({ spec: { logConfiguration } }, at) {
    if (!logConfiguration) return nothing;
    const problems: Problem[] = [];
    for (const name in logConfiguration) {
      if (name === log4j || name === logback) continue;
      problems.push(
        notSupported(
          entry(at.spec.logConfiguration, name),
          `'${shown(name)}' is never read; allowed are ${log4j} and ${logback}`,
          { fix: `rename it to ${name.includes('logback') ? logback : log4j}` },
        ),
      );
    }
    return problems;
  },
};
