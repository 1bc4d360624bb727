import path from 'node:path';

/** What both sides of the sandbox see, in a folder that is made for it and goes with it. */
export const placesIn = (directory: string) => ({
  apiSocket: path.join(directory, 'api.sock'),
  healthSocket: path.join(directory, 'health.sock'),
  /** Web interfaces of Flink clusters: `/NAMESPACE/NAME/`. */
  flinkSocket: path.join(directory, 'flink.sock'),
  kubeconfig: path.join(directory, 'kubeconfig'),
  refused: path.join(directory, 'refused.yaml'),
  example: path.join(directory, 'basic.yaml'),
  configuration: path.join(directory, 'conf'),
  engineLog: path.join(directory, 'engine.log'),
  programs: path.join(directory, 'bin'),
  log: path.join(directory, 'log'),
});

/** What the inside says on its standard output once everything runs; everything else goes to the log. */
export const readyLine = 'the sandbox is ready';
