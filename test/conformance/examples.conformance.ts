import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { judgeManifest } from '../../src/admission/judge-manifest.ts';
import { isObject } from '../../src/values/json.ts';
import { corpusFolder } from './corpus.ts';
import { portsOf } from './gate.ts';

/** Manifests that are templates: something is put in their place before they are applied. */
const refused: Readonly<Record<string, readonly string[]>> = {
  // The address of the jar is the word STREAMING_EXAMPLES_JAR_URL.
  'apache-e2e/multi-sessionjob.yaml': ['jar-uri-scheme-missing'],
  'apache-e2e/sessionjob-cr.yaml': ['jar-uri-scheme-missing'],
};

const corpus = corpusFolder('flink-admission');
const root = corpus && path.join(corpus, '../../examples');
const folders = root !== undefined && existsSync(root) ? readdirSync(root).map((name) => path.join(root, name)) : [];

describe('manifests that the reference operators ship', { skip: folders.length === 0 && 'no examples here' }, () => {
  for (const folder of folders) {
    for (const file of readdirSync(folder)) {
      const name = `${path.basename(folder)}/${file}`;
      test(name, async () => {
        const errors = await errorsIn(path.join(folder, file));
        assert.deepEqual([...new Set(errors)], refused[name] ?? []);
      });
    }
  }
});

async function errorsIn(file: string): Promise<string[]> {
  const documents = [parseAllDocuments(readFileSync(file, 'utf8'))]
    .flat(2)
    .map((document) => inNamespace(document.toJS()));
  const ports = portsOf({
    flinkConf: {},
    context: [...documents, ...neighbours(file)],
    resolve: { 'repo1.maven.org': '203.0.113.11' },
  });
  const judged = await Promise.all(documents.map((document) => judgeManifest(document, ports)));
  return judged
    .flatMap((one) => one?.findings ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);
}

/** What else is applied from the same folder: snapshots refer to deployments of other files. */
function neighbours(file: string): unknown[] {
  const folder = path.dirname(file);
  const texts = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  return texts.flatMap((text) => [parseAllDocuments(text)].flat(2)).map((document) => inNamespace(document.toJS()));
}

/** As kubectl does. */
function inNamespace(object: unknown): unknown {
  if (!isObject(object) || !isObject(object['metadata'])) return object;
  return { ...object, metadata: { namespace: 'default', ...object['metadata'] } };
}
