import type { Mutation } from './plant.ts';

/** Of what the passes of every kind have in common. */
export const actsBeforeItIsStored: Mutation = {
  name: 'acts before what is intended is stored',
  file: 'engine/pass.ts',
  text: `    await write(decision.status, decision.pending, { onSpec: true });
    await name(decision);
    if (decision.spent) await takeAway(decision.spent);
    await watch.at?.('intended');
    for (const action of decision.actions ?? []) await act(action, ports, watch);
`,
  replacement: `    for (const action of decision.actions ?? []) await act(action, ports, watch);
    await write(decision.status, decision.pending, { onSpec: true });
    await name(decision);
    if (decision.spent) await takeAway(decision.spent);
    await watch.at?.('intended');
`,
};
