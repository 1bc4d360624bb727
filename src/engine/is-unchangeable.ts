/** Whether an API server has refused to let an object become another one; made anew, it would be. */
export function isUnchangeable(error: unknown): boolean {
  if (!(error instanceof Error) || (error as { readonly status?: unknown }).status !== 422) return false;
  return /is immutable|updates to \w+ spec for fields other than|may not change once set/.test(error.message);
}
