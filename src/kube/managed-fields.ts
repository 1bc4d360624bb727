/** Who owns which fields of an object, as an API server keeps it. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}

/**
 * As if what `creator` has created had been applied by `applier`, so that the next apply takes away what it does not have any more: to
 * an API server a create is an update by somebody else, whose fields stay. `undefined` where nothing was created that way.
 */
export function asApplied(
  managedFields: readonly ManagedFields[],
  creator: string,
  applier: string,
): readonly ManagedFields[] | undefined {
  const isOf = (manager: string, operation: string) => (each: ManagedFields) =>
    each.manager === manager && each.operation === operation && each.subresource === undefined;
  const created = managedFields.find(isOf(creator, 'Update'));
  if (!created) return undefined;
  const isApplied = isOf(applier, 'Apply');
  const others = managedFields.filter((each) => each !== created && !isApplied(each));
  return [...others, { ...created, manager: applier, operation: 'Apply' }];
}
