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
