import { flushCompileCache } from 'node:module';
import { join, relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Webhook } from '../bin/webhook.ts';
import { loadSettings } from '../config/settings.ts';
import type { Settings } from '../config/settings-type.ts';
import { createLog } from '../log.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command, Output } from './io.ts';
import { endAtSignals, runUntilStopped } from './serve-signals.ts';
import { type SettingOptions, settingsSources } from './setting-options.ts';

/** Runs the webhook server until it is told to stop. */
export const serve: Command<SettingOptions> = async (options, { stdout, stderr, env }) => {
  // Reviews leave nothing but short-lived garbage. Left alone, V8 lets the space for it grow sixteenfold under load, and
  // the old generation to several times what lives in it: 20 to 70 MiB for two per cent of the processor.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  const sources = settingsSources(options, env);
  const loaded = await loadSettings(sources);
  if ('problems' in loaded) {
    stderr.write(`${loaded.problems.map((problem) => `error: ${problem}\n`).join('')}`);
    return exitCode.usage;
  }
  const { level, format } = loaded.settings.log;
  const writer = createLog({ level, format: format === 'auto' ? (stdout.isTTY ? 'text' : 'json') : format });
  const { startWebhook } = await import('../bin/webhook.ts');
  let webhook: Webhook;
  const started = endAtSignals(writer.flush);
  try {
    webhook = await startWebhook({ loaded, sources, writer });
  } catch (error) {
    writer.flush();
    throw startError(error, loaded.settings);
  }
  started();
  const interactive = stderr.isTTY === true;
  if (interactive) greet(webhook, loaded.settings, stderr);
  // The compiled code is kept at exit otherwise, and a server may be killed before that.
  setImmediate(flushCompileCache);
  await runUntilStopped(webhook, { interactive, flush: writer.flush });
  writer.flush();
  return exitCode.ok;
};

/** What a person can do something about is said in one line; everything else is a fault of the program. */
function startError(error: unknown, { listen, health }: Settings): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof SetupProblem) return new UsageError(error.message);
  const { code, port, path, syscall } = error as NodeJS.ErrnoException & { port?: number; path?: string };
  if (syscall === 'listen') {
    const flag = port === health.port && port !== listen.port ? '--health-port' : '--port';
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
    return new UsageError(`port ${port} ${why}; ${flag} takes another`);
  }
  if (syscall === 'open' && path !== undefined) return new UsageError(`${path} cannot be read: ${error.message}`);
  return error;
}

const example =
  '{"request":{"uid":"1","operation":"CREATE","object":{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment","metadata":{"name":"demo"},"spec":{}}}}';

/** For a person at a terminal: what is served, whom to trust, and one line to try. */
function greet({ version, url, healthUrl, certificate }: Webhook, { tls }: Settings, output: Output): void {
  const lines = [`sluice ${version} answers ${url}/validate and /mutate; probes and metrics are at ${healthUrl}`];
  const { development } = certificate;
  const authority = relative('.', join(tls.directory, 'ca.crt'));
  if (development?.kept === 'memory') {
    lines.push(`  certificate  in memory only, because ${development.why}; curl needs --insecure`);
  } else if (development) {
    const made = development.kept === 'made' ? 'just made' : `good until ${development.pair.leaf.validTo}`;
    lines.push(`  certificate  ${made}; its CA is ${authority}`);
  }
  if (development) {
    const trust = development.kept === 'memory' ? '--insecure' : `--cacert ${authority}`;
    lines.push(`  try          curl ${trust} -H 'content-type: application/json' ${url}/validate -d '${example}'`);
  }
  output.write(`${lines.join('\n')}\n  stop         Ctrl-C\n`);
}
