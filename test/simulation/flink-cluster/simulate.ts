import { simulate } from '../simulate-family.ts';
import { mutations } from './mutations.ts';
import { crashPoints, runSeed } from './run-seed.ts';

await simulate({ family: 'flink-cluster', crashPoints, mutations, runSeed, counted: 'what has come about' });
