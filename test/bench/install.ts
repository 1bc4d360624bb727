import { controlPlaneBinaries, toolBinaries } from './tools.ts';

/** Builds and fetches what the bench needs, before tests wait for it. */
console.log({ ...(await controlPlaneBinaries()), ...(await toolBinaries()) });
