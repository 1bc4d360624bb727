import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './processes.ts';

const port = 9229;

/** The addresses of all scripts that a running Node has loaded, as its own debugger tells; it goes on running. */
export async function loadedScripts(pid: number): Promise<string[]> {
  process.kill(pid, 'SIGUSR1');
  // The debugger listens on loopback of the network that the process is in.
  const args = ['--net', `--target=${pid}`, process.execPath, import.meta.filename];
  return JSON.parse(await run('nsenter', args)) as string[];
}

/** Asks a debugger on loopback. A script that is running is told of by an event each. */
async function ask(): Promise<string[]> {
  const [target] = (await eventuallyJson(`http://127.0.0.1:${port}/json/list`)) as [{ webSocketDebuggerUrl: string }];
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const scripts: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('the debugger broke off')));
    socket.addEventListener('open', () => socket.send(JSON.stringify({ id: 1, method: 'Debugger.enable' })));
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as { id?: number; params?: { url?: string } };
      if (message.params?.url) scripts.push(message.params.url);
      // The answer comes after all the events.
      if (message.id === 1) resolve();
    });
  });
  socket.close();
  return scripts;
}

async function eventuallyJson(url: string): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await fetch(url)).json();
    } catch (error) {
      if (attempt >= 50) throw error;
      await wait(100);
    }
  }
}

if (import.meta.main) process.stdout.write(JSON.stringify(await ask()));
