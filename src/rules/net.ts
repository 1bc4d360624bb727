/**
 * A rule, or a part of it, in CEL. The CRDs carry it, so that an API server checks it by itself when no webhook does
 * (docs/adr/0009-cel-net.md). It knows the object and what was stored before, but no labels, no free-form configuration, no
 * operator's configuration, and no other objects. What it refuses the rule refuses as well, and so do the reference operators.
 */
export interface Net {
  /** True where the rule is kept. */
  readonly holds: string;
  /** The fields that are `self`: `spec` where nothing is said, the empty text for the whole object. */
  readonly at?: readonly string[];
  /** The field at fault, seen from `self`. */
  readonly field?: string;
  /** Of the others API servers know, 'FieldValueDuplicate' makes them drop the sentence. Default `FieldValueInvalid`. */
  readonly reason?: 'FieldValueRequired' | 'FieldValueForbidden';
  /** `oldSelf` is an optional one, so that creations are judged too. Otherwise whoever reads it judges updates only. */
  readonly optionalOldSelf?: true;
  /** What only the rule itself finds, in words; besides what the stored object broke already. */
  readonly leaves?: string;
}

/**
 * The name of an object never changes, and the whole object changes with every label and finalizer: what is stored may be
 * edited and deleted, whatever its name.
 */
export function netOfName(pattern: string): Net {
  return {
    at: [''],
    holds: `oldSelf.hasValue() || self.metadata.name.matches('${pattern}')`,
    optionalOldSelf: true,
    leaves: 'what is stored already',
  };
}

/** Operators are tested by objects with a canary label and nothing else, and labels cannot be read here. */
export const leavesEmptySpecs = 'an empty spec, which canaries may have';
