import type { Carrier } from '../carrier.ts';

const read = ['log4j-console.properties', 'logback-console.xml'];
const ofClient = 'log4j-cli.properties';

export const logging: Carrier = {
  fields: ['logConfig'],
  becomes: '`logConfiguration`, which has no files but `log4j-console.properties` and `logback-console.xml`',
  carry({ spec: { logConfig = {} } }, draft) {
    const names = Object.keys(logConfig);
    const kept = names.filter((name) => read.includes(name));
    if (kept.length > 0)
      draft.spec.logConfiguration = Object.fromEntries(kept.map((name) => [name, logConfig[name] ?? '']));
    const others = names.filter((name) => !read.includes(name) && name !== ofClient);
    if (others.length > 0) {
      return draft.lost(
        'logConfig',
        `${others.join(', ')} cannot be in logConfiguration: mount a ConfigMap by podTemplate`,
      );
    }
    if (names.length === 0) return draft.idle('logConfig', 'is empty');
    if (!names.includes(ofClient)) return draft.carried('logConfig', 'spec.logConfiguration');
    draft.changed('logConfig', 'spec.logConfiguration', `without ${ofClient}: nothing is submitted by a client`);
  },
};
