import type { TextProblem } from '../manifest/manifest.ts';
import { objectsOf } from '../manifest/objects.ts';
import { type CheckOptions, DocumentCheck, type Found, type Place } from './document-check.ts';
import { type LintedDocument, objectTitle } from './report.ts';

/** All that is found in one document, suppressed or not. */
export interface CheckedDocument extends Found {
  readonly document: LintedDocument;
}

/** Judges everything in one document. */
export async function checkDocument(place: Place, options: CheckOptions): Promise<CheckedDocument> {
  const { manifest, document, lines } = place;
  const check = new DocumentCheck(place, options);
  const subjects = objectsOf(document.value).map((each) => check.subject(each));
  let judged = 0;
  for (const subject of subjects) if (await check.judge(subject)) judged++;
  const first = subjects[0];
  // Other people's files are none of our business as long as they can be read.
  check.addTextProblems(judged > 0 ? document.problems : document.problems.filter(isFatal), first);
  check.addSuppressionProblems(subjects);
  const { findings, suppressed, brokenRules } = check.result(subjects);
  return {
    document: {
      file: document.source ?? manifest.name,
      document: document.index,
      line: lines.lineAt(document.root.start),
      title: subjects.length > 1 ? `list of ${subjects.length} objects` : first ? objectTitle(first.title) : '',
      skipped: judged === 0 && findings.length === 0,
    },
    findings,
    suppressed,
    brokenRules,
  };
}

function isFatal({ rule }: TextProblem): boolean {
  return rule === 'yaml-syntax' || rule === 'yaml-too-large';
}
