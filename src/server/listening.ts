import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Starts to listen; the URL is one that works on this machine. */
export async function listen(
  server: FastifyInstance,
  { address, port }: { address: string; port: number },
): Promise<string> {
  try {
    await server.listen({ host: address, port });
  } catch (error) {
    // The node has no IPv6, and every address means every IPv4 address.
    if (address !== '::' || (error as NodeJS.ErrnoException).code !== 'EAFNOSUPPORT') throw error;
    await server.listen({ host: '0.0.0.0', port });
  }
  return urlOf(server);
}

function urlOf(server: FastifyInstance): string {
  const { address, family, port } = server.server.address() as AddressInfo;
  const scheme = 'setSecureContext' in server.server ? 'https' : 'http';
  const everywhere = address === '::' || address === '0.0.0.0';
  const local = everywhere || address === '127.0.0.1' || address === '::1';
  // The name stands in every development certificate and reads best; probes never need one.
  const host = local ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `${scheme}://${host}:${port}`;
}

/** Takes no more connections and lets requests in flight finish; whoever is late is cut off. */
export async function closeWithin(server: FastifyInstance, milliseconds: number): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), milliseconds);
  await server.close();
  clearTimeout(late);
}
