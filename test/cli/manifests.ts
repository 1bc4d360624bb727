interface Changes {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotation?: string;
  readonly parallelism?: number | string;
  /** Further lines, indented as they are needed. */
  readonly job?: string;
  readonly spec?: string;
  readonly configuration?: string;
}

/** A FlinkDeployment in which nothing is wrong but what the test is about. */
export function deployment({
  name = 'orders',
  annotation,
  parallelism = 2,
  job,
  spec,
  configuration,
}: Changes = {}): string {
  return lines(
    'apiVersion: flink.apache.org/v1beta1',
    'kind: FlinkDeployment',
    'metadata:',
    `  name: ${name}`,
    annotation && `  annotations:\n    sluice.dev/ignore: ${annotation}`,
    'spec:',
    '  image: flink:1.20',
    '  flinkVersion: v1_20',
    '  serviceAccount: flink',
    '  flinkConfiguration:',
    '    taskmanager.numberOfTaskSlots: "2"',
    configuration,
    '  jobManager:',
    '    resources: {requests: {memory: 2Gi, cpu: 1}}',
    '  taskManager:',
    '    resources: {requests: {memory: 2Gi, cpu: 1}}',
    spec,
    '  job:',
    '    jarURI: local:///opt/flink/usrlib/orders.jar',
    `    parallelism: ${parallelism}`,
    '    upgradeMode: stateless',
    '    state: running',
    job,
  );
}

export function sessionJob(cluster: string, name = 'word-count'): string {
  return lines(
    'apiVersion: flink.apache.org/v1beta1',
    'kind: FlinkSessionJob',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  deploymentName: ${cluster}`,
    '  job:',
    '    jarURI: https://repo.example.com/word-count.jar',
    '    parallelism: 2',
    '    upgradeMode: stateless',
  );
}

function lines(...given: (string | undefined)[]): string {
  return `${given.filter((line) => line !== undefined).join('\n')}\n`;
}
