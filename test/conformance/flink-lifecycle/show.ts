import { corpusFolder } from '../corpus.ts';
import { recordings } from './recording.ts';
import { replay } from './replay.ts';

// Shows in what cases differ whose id begins so and, with `--trace`, what happens in them.
const [wanted = '', flag] = process.argv.slice(2);
for (const recording of recordings(corpusFolder('flink-reconcile') ?? '')) {
  if (!recording.id.startsWith(wanted)) continue;
  const { differs, trace } = await replay(recording);
  if (flag === '--trace') console.log(trace.join('\n'));
  console.log([recording.id, ...differs.map((line) => `  ${line}`)].join('\n'));
}
