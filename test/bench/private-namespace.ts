import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Runs a command in a network, mount and process namespace of its own, where the whole bench lives: nothing can leave,
 * fixed ports cannot clash, and killing this process removes every process, mount and interface of it.
 *
 * `node test/bench/private-namespace.ts node --test …`
 */
const setUp = `
mount --make-rprivate /
ip link set lo up
ip link add br0 type bridge
ip address add 10.244.0.1/16 dev br0
ip link set br0 up
ip route add 10.96.0.0/16 dev br0
echo 1 > /proc/sys/net/ipv4/ip_forward
mkdir -p /run/netns /run/sluice-bench
mount -t tmpfs tmpfs /run/netns
mount -t tmpfs tmpfs /run/sluice-bench
printf 'nameserver 10.244.0.1\\nsearch svc.cluster.local\\noptions ndots:5 timeout:2\\n' > /run/sluice-bench/resolv.conf
mount --bind /run/sluice-bench/resolv.conf /etc/resolv.conf
exec "$@"
`;

const command = process.argv.slice(2);
if (process.getuid?.() !== 0) {
  console.error('SKIPPED: the full bench needs root, for namespaces, mounts and networks');
  process.exitCode = process.env['BENCH_REQUIRE_FULL'] === '1' ? 1 : 0;
} else {
  const flags = ['--net', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc'];
  const child = spawn('unshare', [...flags, 'sh', '-ec', setUp, 'bench', ...command], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PRIVATE_NAMESPACE: '1' },
  });
  // `unshare` takes no notice of SIGTERM while it waits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'));
  process.on('exit', () => child.kill('SIGKILL'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
