/** What Kubernetes allows as names, keys and values. The bounds come first, so that no pattern sees a long text. */

const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const dns1123Label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelText = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const maxLabel = 63;
const maxSubdomain = 253;

/** A Service's name: lower-case letters, digits and `-`, a letter first, at most 63. */
export function isDns1035Label(text: string): boolean {
  return text.length <= maxLabel && dns1035Label.test(text);
}

/** A namespace's name: like a DNS-1035 label, but a digit may stand first. */
export function isDns1123Label(text: string): boolean {
  return text.length <= maxLabel && dns1123Label.test(text);
}

/** The name of most objects: DNS-1123 labels of any length joined by dots, at most 253 together. */
export function isDns1123Subdomain(text: string): boolean {
  return text.length <= maxSubdomain && text.split('.').every((label) => dns1123Label.test(label));
}

/** The key of a label or annotation: a name of at most 63, perhaps behind a DNS subdomain and `/`. */
export function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return isNamePart(text);
  return isDns1123Subdomain(text.slice(0, slash)) && isNamePart(text.slice(slash + 1));
}

function isNamePart(text: string): boolean {
  return text.length <= maxLabel && labelText.test(text);
}

/** The value of a label: empty, or like the name of a qualified name. */
export function isLabelValue(text: string): boolean {
  return text === '' || isNamePart(text);
}

/** A name that is too long with a hash in place of its end, so that different ones stay different. `most` is above 9. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const kept = name.slice(0, most - 9).replace(/[^A-Za-z0-9]{1,100}$/, '');
  return `${kept}-${hash(name).toString(16).padStart(8, '0')}`;
}

/** FNV-1a, in 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
