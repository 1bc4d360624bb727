import { type Component, standardPorts } from '../../../defaults/flink-cluster/standard.ts';
import { type Carrier, forBoth } from '../carrier.ts';
import { isGiven, sectionOf } from '../source.ts';

const noQuery = 'opened a port that no Flink of today listens on';

/** What FlinkCluster writes into the configuration for a port, where Flink still reads it. */
const keys: { readonly [component in Component]: Readonly<Record<string, string>> } = {
  jobManager: { rpc: 'jobmanager.rpc.port', blob: 'blob.server.port', ui: 'rest.port' },
  taskManager: { rpc: 'taskmanager.rpc.port' },
};

export const ports: Carrier = forBoth({
  fields: ['ports'],
  becomes:
    '`jobmanager.rpc.port`, `blob.server.port`, `rest.port` and `taskmanager.rpc.port` where they are not the usual ones; those of data and queries go',
  carry(component, source, draft) {
    const given: Readonly<Record<string, number>> = { ...sectionOf(source, component).ports };
    for (const [name, usual] of Object.entries(standardPorts[component])) {
      const field = `${component}.ports.${name}`;
      const key = keys[component][name];
      const port = given[name];
      if (key === undefined) draft.idle(field, noQuery);
      else {
        // Properties come later, and overwrite that of TaskManagers as they do in a FlinkCluster.
        if (port !== undefined && port !== usual) draft.configuration.set(key, String(port));
        draft.carried(field, `spec.flinkConfiguration['${key}']`, port === usual ? 'is the default' : undefined);
      }
    }
  },
});

/** Names that the operator gives ports of the main container. */
const takenNames: { readonly [component in Component]: readonly string[] } = {
  jobManager: ['rest', 'jobmanager-rpc', 'blobserver'],
  taskManager: ['taskmanager-rpc'],
};

export const extraPorts = forBoth({
  fields: ['extraPorts'],
  becomes: '`ports` of the main container',
  carry(component, source, draft) {
    const field = `${component}.extraPorts`;
    const { extraPorts: given = [] } = sectionOf(source, component);
    if (!isGiven(source, field)) return;
    const taken = given.filter(({ name }) => name !== undefined && takenNames[component].includes(name));
    const { main } = draft.pods[component];
    main.ports = given.map(({ name, ...port }) => ({
      ...(name && !takenNames[component].includes(name) && { name }),
      ...port,
    }));
    const notes = taken.map(({ name }) => `the port ${name} has no name any more, as one of the operator has it`);
    draft.carriedUnless(notes, field, `spec.${component}.podTemplate.spec.containers[0].ports`);
  },
});
