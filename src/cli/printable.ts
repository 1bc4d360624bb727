/** What comes from a file or a cluster must not be able to speak to the terminal. Every character keeps its place. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001F\u007F-\u009F]/g, '\uFFFD');
}

/** The same on one line, with single spaces. */
export const printable = (text: string): string => withoutControls(text.replace(/\s+/g, ' '));
