/** Hours on a wall, as Quartz and people read them. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that clocks of an IANA time zone are ahead of UTC at an instant, milliseconds since 1970. Throws for no zone. */
export function zoneOffset(zone: string, instant: number): number {
  if (zone === 'UTC') return 0;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds = '0'] = offsetText.exec(name) ?? [];
  if (sign === undefined) return 0;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** `GMT` alone is UTC. */
const offsetText = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/;

/** The first millisecond in `(from, to]` at which the clocks are not as far ahead as at `from`; they are not at `to`. */
export function transition(zone: string, from: number, to: number): number {
  const before = zoneOffset(zone, from);
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (zoneOffset(zone, middle) === before) same = middle;
    else other = middle;
  }
  return other;
}
