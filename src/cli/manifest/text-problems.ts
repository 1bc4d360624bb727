import type { Span, TextProblem } from './manifest.ts';

export function duplicateKey(key: string, span: Span): TextProblem {
  return {
    ...span,
    rule: 'yaml-duplicate-key',
    message: `the key ${key} stands here a second time, and kubectl drops the value before`,
    fix: 'keep one of the two',
  };
}

export function ambiguous(text: string, value: unknown, span: Span): TextProblem {
  return {
    ...span,
    rule: 'yaml-ambiguous-value',
    message: `kubectl reads ${text} as ${value}, tools for YAML 1.2 do not`,
    fix: `write ${value}, or put it in quotes if the text is meant`,
    replacement: String(value),
  };
}
