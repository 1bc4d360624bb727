import { mutations } from './mutations.ts';
import { crashPoints, runSeed } from './run-seed.ts';
import { simulate } from './simulate-family.ts';

await simulate({ family: 'flink', crashPoints, mutations, runSeed, counted: 'decisions that were foretold' });
