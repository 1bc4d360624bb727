import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

export interface RunningServe {
  readonly url: string;
  readonly healthUrl: string;
  readonly caFile: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const program = path.resolve(import.meta.dirname, '../../src/bin/from-source.js');

/** `sluice serve` as a process of its own, at free ports, with certificates in a folder of its own. */
export async function startServe(settings: Readonly<Record<string, string>> = {}): Promise<RunningServe> {
  const certificates = mkdtempSync(path.join(tmpdir(), 'sluice-e2e-'));
  const child = spawn(process.execPath, [program, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      SLUICE_LISTEN_PORT: '0',
      SLUICE_HEALTH_PORT: '0',
      SLUICE_TLS_DIRECTORY: certificates,
      SLUICE_LOG_FORMAT: 'json',
      ...settings,
    },
  });
  const { url, health } = await serving(child);
  return {
    url,
    healthUrl: health,
    caFile: path.join(certificates, 'ca.crt'),
    child,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** The log line that says where it serves. */
function serving(child: ChildProcess): Promise<{ url: string; health: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${text}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const line of text.split('\n').slice(0, -1)) {
        const { msg, url, health } = JSON.parse(line);
        if (msg === 'serving') resolve({ url, health });
      }
      text = text.slice(text.lastIndexOf('\n') + 1);
    });
  });
}
