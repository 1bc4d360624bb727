import type { World } from '../world.ts';

const me = 'cluster';

/** Services that are to be reached from outside get an address some time later. */
export function giveAddresses(world: World): void {
  const { store, time } = world;
  store.listen(({ plural, before, after }) => {
    if (plural !== 'services' || after?.spec?.type !== 'LoadBalancer' || before?.spec?.type === 'LoadBalancer') return;
    time.after(world.some(500, 20_000), () => {
      const now = store.get('services', after.metadata);
      if (now?.spec.type !== 'LoadBalancer') return;
      store.updateStatus(
        'services',
        { ...now, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } } as never,
        me,
      );
    });
  });
}
