/** Offsets into the text of a file; `end` is the first place after. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where an entry of a map or an item of a list is written. */
export interface Spot {
  /** Maps only. */
  readonly key?: Span;
  readonly value: Span;
  /** The value holds others; its span covers all of them. */
  readonly isCollection: boolean;
}

/** The spots of everything directly inside a map or list, found by the map or list itself. */
export type Spots = Map<object, ReadonlyMap<string | number, Spot>>;

/** Something that is wrong with the text of a document, whatever its kind. */
export interface TextProblem extends Span {
  readonly rule: TextRule;
  readonly message: string;
  readonly fix?: string;
  /** What to write instead of the span. */
  readonly replacement?: string;
}

type TextRule = 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-ambiguous-value' | 'yaml-too-large';

/** One document of a file, as kubectl would send it. */
export interface ManifestDocument extends Span {
  /** Counted from 0, empty documents included. */
  readonly index: number;
  /** `undefined` where the document cannot be read; `null` where it is empty. */
  readonly value: unknown;
  readonly spots: Spots;
  readonly root: Span;
  readonly problems: readonly TextProblem[];
  /** The file that this was rendered from, as helm or kustomize tells. */
  readonly source?: string;
}

/** A file with everything that is written in it. */
export interface Manifest {
  /** As people know it: relative, with `/`; `<stdin>` for what was piped in. */
  readonly name: string;
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
}
