import { type AddressInfo, connect, createServer, type ListenOptions, type NetConnectOpts } from 'node:net';

export interface Relay {
  /** Of a relay that listens on an address. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Passes connections on. A network namespace cannot be entered by an address, but by a Unix socket in a folder that both
 * sides see: one relay leads from a port to the socket, another one from the socket to the port meant.
 */
export async function startRelay(
  listen: ListenOptions,
  target: () => NetConnectOpts | undefined | Promise<NetConnectOpts | undefined>,
): Promise<Relay> {
  const open = new Set<() => void>();
  const server = createServer({ allowHalfOpen: true }, async (near) => {
    const close = () => near.destroy();
    near.on('error', close).on('close', () => open.delete(close));
    open.add(close);
    const to = await Promise.resolve()
      .then(target)
      .catch(() => undefined);
    if (!to || near.destroyed) {
      close();
      return;
    }
    const far = connect({ ...to, allowHalfOpen: true } as NetConnectOpts);
    far.on('error', close).on('close', close);
    near.on('close', () => far.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen, resolve);
  });
  const address = server.address() as AddressInfo | string | null;
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const close of open) close();
      await closed;
    },
  };
}
