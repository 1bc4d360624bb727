import type {
  ClusterConfig,
  ExecutionResult,
  FailureCause,
  JobException,
  JobExceptions,
  JobOverview,
  JobVertex,
  ParallelismBounds,
  ResourceRequirements,
} from './flink-client.ts';
import type { Place } from './place.ts';

/** Of `GET /config`. */
export function clusterConfig(answer: Place): ClusterConfig {
  return {
    version: answer.at('flink-version').text(),
    revision: answer.at('flink-revision').text(),
    webSubmit: answer.at('features').at('web-submit').boolean(),
  };
}

/** Of `GET /jobs/overview`. */
export function jobOverviews(answer: Place): readonly JobOverview[] {
  return answer
    .at('jobs')
    .items()
    .map((job) => ({
      id: job.at('jid').requiredText(),
      name: job.at('name').text(),
      state: job.at('state').text(),
      startTime: job.at('start-time').number(),
      startingTasks: startingTasks(job.at('tasks')),
    }));
}

/** Of all tasks, by the state of each. */
function startingTasks(tasks: Place): number | undefined {
  if (!tasks.exists) return undefined;
  const states = ['created', 'scheduled', 'deploying', 'initializing', 'reconciling'];
  return states.reduce((sum, state) => sum + (tasks.at(state).number() ?? 0), 0);
}

/** Of `GET /jobs/:id`. */
export function jobVertices(answer: Place): readonly JobVertex[] {
  return answer
    .at('vertices')
    .items()
    .map((vertex) => ({
      id: vertex.at('id').requiredText(),
      name: vertex.at('name').text(),
      parallelism: vertex.at('parallelism').number(),
      status: vertex.at('status').text(),
    }));
}

/** Of `GET /jobs/:id/execution-result`. */
export function executionResult(answer: Place): ExecutionResult {
  const result = answer.at('job-execution-result');
  const cause = result.at('failure-cause');
  return {
    completed: answer.at('status').at('id').text() === 'COMPLETED',
    applicationStatus: result.at('application-status').text(),
    failureCause: cause.exists ? failureCause(cause) : undefined,
  };
}

/** A serialised exception of Java, of which nobody but Java needs the serialised part. */
export function failureCause(cause: Place): FailureCause {
  return { className: cause.at('class').text(), stackTrace: cause.at('stack-trace').text() };
}

/** Of `GET /jobs/:id/exceptions`. */
export function jobExceptions(answer: Place): JobExceptions {
  const history = answer.at('exceptionHistory');
  return {
    entries: history.at('entries').items().map(jobException),
    truncated: history.at('truncated').boolean() ?? false,
  };
}

function jobException(entry: Place): JobException {
  const labels = entry.at('failureLabels').entries();
  return {
    exceptionName: entry.at('exceptionName').text(),
    stackTrace: entry.at('stacktrace').text(),
    timestamp: entry.at('timestamp').number(),
    taskName: entry.at('taskName').text(),
    endpoint: entry.at('endpoint').text() ?? entry.at('location').text(),
    taskManagerId: entry.at('taskManagerId').text(),
    failureLabels: Object.fromEntries(labels.map(([name, value]) => [name, value.text() ?? ''])),
  };
}

/** Of `GET /jobs/:id/metrics?get=…`. Those without a value are left out. */
export function metricValues(answer: Place): Readonly<Record<string, string>> {
  const found = answer.items().map((metric) => [metric.at('id').text(), metric.at('value').text()] as const);
  return Object.fromEntries(found.filter((pair): pair is readonly [string, string] => !pair.includes(undefined)));
}

/** Of `GET /jobs/:id/resource-requirements`. */
export function resourceRequirements(answer: Place): ResourceRequirements {
  return Object.fromEntries(answer.entries().map(([vertex, place]) => [vertex, bounds(place.at('parallelism'))]));
}

/** Where a bound is missing, any parallelism will do. */
function bounds(parallelism: Place): ParallelismBounds {
  const lowerBound = parallelism.at('lowerBound').number() ?? 1;
  return { lowerBound, upperBound: parallelism.at('upperBound').number() ?? lowerBound };
}

/** The body of `PUT /jobs/:id/resource-requirements`. */
export function resourceRequirementsBody(requirements: ResourceRequirements): object {
  return Object.fromEntries(Object.entries(requirements).map(([vertex, parallelism]) => [vertex, { parallelism }]));
}

/** The id of an uploaded jar: the name of the file that Flink made of it, without the directory. */
export function jarId(answer: Place): string {
  const file = answer.at('filename').requiredText();
  return file.slice(file.lastIndexOf('/') + 1);
}
