import { registerHooks } from 'node:module';

/** A bug that somebody could write. */
export interface Mutation {
  readonly name: string;
  /** Below `src`. */
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
  /** The seed from which it is looked for: one that is rare comes to light soon after it. */
  readonly from?: number;
}

/** Plants it in modules that are loaded from now on. The result throws where none of them had the text. */
export function plant({ name, file, text, replacement }: Mutation): () => void {
  let planted = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/src/${file}`)) return loaded;
      const source = String(loaded.source);
      planted = source.includes(text);
      return { ...loaded, source: source.replace(text, replacement) };
    },
  });
  return () => {
    if (!planted) throw new Error(`${file} has no longer what '${name}' replaces`);
  };
}
