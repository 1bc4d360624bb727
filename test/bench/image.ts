import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildImageRoot as build, type ImageRoot, imageKey } from '../../scripts/image-root.ts';
import { cache, once } from './tools.ts';

/** The image of this checkout as a root filesystem; built once for each state of its sources. */
export async function buildImageRoot(): Promise<ImageRoot> {
  const directory = await once(`image-${imageKey()}`, async (work) => {
    const image = build(work, cache);
    for (const stage of readdirSync(work)) if (stage !== 'root') rmSync(path.join(work, stage), { recursive: true });
    writeFileSync(path.join(work, 'image.json'), JSON.stringify(image));
  });
  const image = JSON.parse(readFileSync(path.join(directory, 'image.json'), 'utf8')) as ImageRoot;
  return { ...image, directory: path.join(directory, 'root') };
}
