import { run } from '../processes.ts';

export const gateway = '10.244.0.1';

let last = 1;

/** The network of one pod: a namespace with one interface, on the bridge of the bench. */
export interface PodNetwork {
  readonly name: string;
  readonly address: string;
  remove(): Promise<void>;
}

/** Removes what a bench before this one, in the same private namespace, has left behind. */
export async function removePodNetworks(): Promise<void> {
  await run('sh', [
    '-ec',
    `ip -all netns delete; for link in /sys/class/net/v[0-9]*; do [ ! -e "$link" ] || ip link delete "\${link##*/}"; done`,
  ]);
}

export async function createPodNetwork(): Promise<PodNetwork> {
  const number = ++last;
  const name = `pod${number}`;
  const address = `10.244.${Math.floor(number / 250)}.${(number % 250) + 2}`;
  await run('sh', [
    '-ec',
    `ip netns add ${name}
     ip link add v${number} type veth peer name eth0 netns ${name}
     ip link set v${number} master br0 up
     ip -n ${name} address add ${address}/16 dev eth0
     ip -n ${name} link set lo up
     ip -n ${name} link set eth0 up
     ip -n ${name} route add default via ${gateway}`,
  ]);
  return {
    name,
    address,
    async remove() {
      await run('ip', ['netns', 'delete', name]);
    },
  };
}
