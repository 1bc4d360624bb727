import path from 'node:path';

/** What both sides of the sandbox see, in a folder that is made for it and goes with it. */
export const placesIn = (directory: string) => ({
  apiSocket: path.join(directory, 'api.sock'),
  healthSocket: path.join(directory, 'health.sock'),
  kubeconfig: path.join(directory, 'kubeconfig'),
  refused: path.join(directory, 'refused.yaml'),
  programs: path.join(directory, 'bin'),
  log: path.join(directory, 'log'),
});

/** What the inside says on its standard output once everything runs; everything else goes to the log. */
export const readyLine = 'the sandbox is ready';
