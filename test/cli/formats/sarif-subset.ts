/**
 * The part of the official SARIF 2.1.0 schema (OASIS, sarif-schema-2.1.0.json) that is about what is written here, with
 * its own required fields, formats and closed objects; checked by hand against the published one, which no test fetches.
 */
const message = {
  type: 'object',
  additionalProperties: false,
  properties: {
    text: { type: 'string' },
    markdown: { type: 'string' },
    id: { type: 'string' },
    arguments: { type: 'array', items: { type: 'string' } },
    properties: { type: 'object' },
  },
  anyOf: [{ required: ['text'] }, { required: ['id'] }],
};

const multiformatMessage = {
  type: 'object',
  additionalProperties: false,
  properties: { text: { type: 'string' }, markdown: { type: 'string' }, properties: { type: 'object' } },
  required: ['text'],
};

const artifactLocation = {
  type: 'object',
  additionalProperties: false,
  properties: {
    uri: { type: 'string', pattern: '^[^\\s<>"{}|\\\\^`]*$' },
    uriBaseId: { type: 'string' },
    index: { type: 'integer', minimum: -1 },
    description: message,
    properties: { type: 'object' },
  },
};

const region = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    ['startLine', 'startColumn', 'endLine', 'endColumn'].map((name) => [name, { type: 'integer', minimum: 1 }]),
  ),
};

const artifactContent = { type: 'object', additionalProperties: false, properties: { text: { type: 'string' } } };

const replacement = {
  type: 'object',
  additionalProperties: false,
  properties: { deletedRegion: region, insertedContent: artifactContent },
  required: ['deletedRegion'],
};

const fix = {
  type: 'object',
  additionalProperties: false,
  properties: {
    description: message,
    artifactChanges: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { artifactLocation, replacements: { type: 'array', minItems: 1, items: replacement } },
        required: ['artifactLocation', 'replacements'],
      },
    },
  },
  required: ['artifactChanges'],
};

const level = { enum: ['none', 'note', 'warning', 'error'] };

const reportingDescriptor = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    shortDescription: multiformatMessage,
    fullDescription: multiformatMessage,
    defaultConfiguration: { type: 'object', additionalProperties: false, properties: { level } },
    helpUri: { type: 'string', pattern: '^[a-z]+://\\S+$' },
    help: multiformatMessage,
  },
  required: ['id'],
};

const location = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'integer', minimum: -1 },
    physicalLocation: {
      type: 'object',
      additionalProperties: false,
      properties: { artifactLocation, region },
      required: ['artifactLocation'],
    },
    logicalLocations: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } },
      },
    },
  },
};

const result = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: -1 },
    level,
    message,
    locations: { type: 'array', items: location },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
    fixes: { type: 'array', uniqueItems: true, items: fix },
  },
  required: ['message'],
};

const run = {
  type: 'object',
  additionalProperties: false,
  properties: {
    tool: {
      type: 'object',
      additionalProperties: false,
      properties: {
        driver: {
          type: 'object',
          additionalProperties: false,
          properties: {
            name: { type: 'string' },
            version: { type: 'string' },
            semanticVersion: { type: 'string' },
            informationUri: { type: 'string', pattern: '^[a-z]+://\\S+$' },
            rules: { type: 'array', uniqueItems: true, items: reportingDescriptor },
          },
          required: ['name'],
        },
      },
      required: ['driver'],
    },
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    originalUriBaseIds: { type: 'object', additionalProperties: artifactLocation },
    results: { type: 'array', items: result },
  },
  required: ['tool'],
};

export const sarifSubset = {
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', pattern: '^https://\\S+$' },
    version: { enum: ['2.1.0'] },
    runs: { type: 'array', items: run },
  },
  required: ['version', 'runs'],
};
