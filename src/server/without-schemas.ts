import type { FastifyServerOptions } from 'fastify';

function neverBuilt(): never {
  throw new Error('no route of this server has a schema');
}

/**
 * Keeps Fastify from loading its own Ajv and serializer, which take time and memory at every start: reviews are judged
 * by validators that were compiled beforehand.
 */
export const withoutSchemas: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: neverBuilt, buildSerializer: neverBuilt },
};
