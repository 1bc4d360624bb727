import { chartReadme, valuesSchema } from './chart-values.ts';
import { crdFiles } from './crds.ts';
import { netFiles } from './net.ts';
import { readPodParts } from './pod-parts.ts';
import { podPartsModule } from './pod-parts-module.ts';
import { typeModules } from './types.ts';
import { validatorModule } from './validators.ts';

/** Path from the root of the project → text, of every file that is made from the schemas. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const parts = await readPodParts();
  const files = new Map<string, string>();
  for (const [path, text] of await typeModules(parts)) files.set(`src/api/${path}`, text);
  files.set('src/api/compiled/validators.js', validatorModule(parts));
  files.set('src/api/compiled/pod-parts.js', podPartsModule(parts));
  for (const [name, text] of crdFiles(parts)) files.set(`charts/sluice/crds/${name}`, text);
  for (const [name, text] of netFiles()) files.set(`charts/sluice/net/${name}`, text);
  files.set('charts/sluice/values.schema.json', valuesSchema());
  files.set('charts/sluice/README.md', chartReadme());
  return files;
}
