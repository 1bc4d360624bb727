import { writeFileSync } from 'node:fs';
import { readPodParts } from './generate/pod-parts.ts';
import { typeModules } from './generate/types.ts';

const parts = await readPodParts();
const types = await typeModules(parts);
for (const [path, text] of types) writeFileSync(new URL(`../src/api/${path}`, import.meta.url), text);
