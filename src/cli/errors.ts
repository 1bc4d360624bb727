/** The command was called in a way that cannot work: said on one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that was to be read cannot be read or makes no sense: exit code 3. */
export class UnreadableInput extends Error {
  override readonly name = 'UnreadableInput';
}

/** The operating system's reason in words a person uses. */
export function readingError(file: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return `${file}: there is no such file`;
  if (code === 'EACCES' || code === 'EPERM') return `${file}: permission denied`;
  if (code === 'EISDIR') return `${file}: is a directory`;
  return `${file}: ${error instanceof Error ? error.message : String(error)}`;
}
