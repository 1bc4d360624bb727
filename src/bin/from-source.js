#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// The way into a checkout. It is JavaScript, so that Node loads its TypeScript stripper only for what its compile cache
// does not hold yet: 15 MiB and 40 ms less.
enableCompileCache();
await import('./sluice.ts');
