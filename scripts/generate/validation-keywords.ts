import { _, type Ajv, type Code, type CodeKeywordDefinition, type KeywordCxt, stringify } from 'ajv';

/** How Kubernetes writes quantities; FlinkCluster's CRD has this pattern too. */
export const quantityPattern =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** Beyond so many names a set is quicker than comparing. */
const fewNames = 8;

/** The fields of a structure: as `additionalProperties: false`, but the error tells the known names. */
const knownFields: CodeKeywordDefinition = {
  keyword: 'knownFields',
  type: 'object',
  schemaType: 'array',
  error: { message: '', params: ({ params }) => _`{field: ${params['field']}, known: ${params['known']}}` },
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const names: string[] = cxt.schema;
    const list = stringify(names);
    const known = gen.scopeValue('schema', { key: names.join(), ref: names, code: list });
    const unknown = (field: Code): Code => {
      if (names.length > fewNames) {
        const set = gen.scopeValue('obj', { key: names.join(), ref: new Set(names), code: _`new Set(${known})` });
        return _`!${set}.has(${field})`;
      }
      return names.map((name) => _`${field} !== ${name}`).reduce((all, one) => _`${all} && ${one}`, _`true`);
    };
    gen.forIn('field', data, (field) => {
      gen.if(unknown(field), () => {
        cxt.setParams({ field, known });
        cxt.error();
      });
    });
  },
};

interface IntegerBounds {
  readonly bits: 32 | 64;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * A whole number of 32 or 64 bits, where need be within narrower bounds. One thing at most is said about a value. The
 * bounds of 64 bits are those of the nearest double.
 */
const integer: CodeKeywordDefinition = {
  keyword: 'integer',
  schemaType: 'object',
  error: { message: '', params: ({ params }) => _`${params['told']}` },
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const { bits, minimum, maximum }: IntegerBounds = cxt.schema;
    const bound = 2 ** (bits - 1);
    const highest = bits === 32 ? bound - 1 : bound;
    const fail = (keyword: string, told: object): void => {
      (cxt as { keyword: string }).keyword = keyword;
      cxt.setParams({ told: stringify(told) });
      cxt.error();
    };
    gen.if(_`!Number.isInteger(${data})`);
    fail('integer', { bits, whole: false });
    if (minimum !== undefined) {
      gen.elseIf(_`${data} < ${minimum}`);
      fail('minimum', { limit: minimum });
    }
    if (maximum !== undefined) {
      gen.elseIf(_`${data} > ${maximum}`);
      fail('maximum', { limit: maximum });
    }
    gen.elseIf(_`${data} < ${-bound} || ${data} > ${highest}`);
    fail('integer', { bits, whole: true });
    gen.endIf();
  },
};

/** A text that is a quantity, or a number. What kinds make of a fraction differs, so it is told apart. */
const quantity: CodeKeywordDefinition = {
  keyword: 'quantity',
  schemaType: 'boolean',
  error: { message: '', params: ({ params }) => _`{problem: ${params['problem']}}` },
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const pattern = gen.scopeValue('pattern', {
      key: quantityPattern,
      ref: new RegExp(quantityPattern),
      code: _`new RegExp(${quantityPattern})`,
    });
    const fail = (problem: string): void => {
      cxt.setParams({ problem: stringify(problem) });
      cxt.error();
    };
    gen.if(_`typeof ${data} === "string"`);
    gen.if(_`!${pattern}.test(${data})`, () => fail('format'));
    gen.elseIf(_`typeof ${data} === "number"`);
    gen.if(_`!Number.isInteger(${data})`, () => fail('fraction'));
    gen.else();
    fail('type');
    gen.endIf();
  },
};

/** As JSON schema's, but of UTF-16 units: the only length that is asked for is 1. */
const minLength: CodeKeywordDefinition = {
  keyword: 'minLength',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schema }) => _`{limit: ${schema as number}}` },
  code(cxt: KeywordCxt) {
    cxt.fail(_`${cxt.data}.length < ${cxt.schema as number}`);
  },
};

/** A text out of some; the error tells which. */
const words: CodeKeywordDefinition = {
  keyword: 'enum',
  type: 'string',
  schemaType: 'array',
  error: { message: '', params: ({ params }) => _`{allowed: ${params['allowed']}}` },
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const allowed: string[] = cxt.schema;
    const list = stringify(allowed);
    const none = allowed.map((word) => _`${data} !== ${word}`).reduce((all, one) => _`${all} && ${one}`);
    cxt.setParams({ allowed: gen.scopeValue('schema', { key: allowed.join(), ref: allowed, code: list }) });
    cxt.fail(none);
  },
};

/** Items of a list that is a map by some of their fields. `[field, default]` each. */
const uniqueKeys: CodeKeywordDefinition = {
  keyword: 'uniqueKeys',
  type: 'array',
  schemaType: 'array',
  error: { message: '', params: ({ params }) => _`{keys: ${params['keys']}, item: ${params['item']}}` },
  code(cxt: KeywordCxt) {
    const { gen, data } = cxt;
    const list = stringify(cxt.schema);
    const keys = gen.scopeValue('schema', { key: list.toString(), ref: cxt.schema, code: list });
    // `found` is the collector that `compact.ts` hands to every function.
    gen.if(_`found.uniqueKeys && ${data}.length > 1`, () => {
      const item = gen.const('item', _`duplicateItem(${data}, ${keys})`);
      gen.if(_`${item} !== -1`, () => {
        cxt.setParams({ keys, item });
        cxt.error();
      });
    });
  },
};

/** Function that `uniqueKeys` calls, as text of the generated module: the index of the first item that repeats another. */
export const duplicateItem = `
function duplicateItem(items, keys) {
  const seen = new Set();
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === null || typeof item !== "object") continue;
    let key = "";
    for (const [field, fallback] of keys) {
      const value = item[field] ?? fallback;
      if (typeof value === "object" || value === undefined) { key = undefined; break; }
      key = keys.length === 1 ? value : key + "\\n" + value;
    }
    if (key === undefined) continue;
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return -1;
}
`;

export function withKeywords(ajv: Ajv): Ajv {
  for (const keyword of ['enum', 'minLength']) ajv.removeKeyword(keyword);
  for (const keyword of [knownFields, integer, quantity, minLength, words, uniqueKeys]) ajv.addKeyword(keyword);
  return ajv;
}
