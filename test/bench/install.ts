import { flinkImages } from './flink/images.ts';
import { buildImageRoot } from './image.ts';
import { controlPlaneBinaries, toolBinaries } from './tools.ts';

/** Builds and fetches what the bench needs, before tests wait for it. */
// The lock of the cache knows its owner by process id, which says nothing in a namespace of its own; and nothing can be
// fetched there.
const { directory: image } = await buildImageRoot();
const flink = Object.keys(await flinkImages());
console.log({ ...(await controlPlaneBinaries()), ...(await toolBinaries()), image, flink });
