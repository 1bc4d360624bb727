/**
 * `work` with a memory: it is done anew only where the question about this subject differs from the one asked last, and forgotten with
 * the subject. For values that never change, compared by identity.
 */
export function remembered<Subject extends object, Question extends readonly unknown[], Answer>(
  work: (subject: Subject, ...question: Question) => Answer,
): (subject: Subject, ...question: Question) => Answer {
  const known = new WeakMap<Subject, { readonly question: Question; readonly answer: Answer }>();
  return (subject, ...question) => {
    const last = known.get(subject);
    if (last && question.every((part, index) => Object.is(part, last.question[index]))) return last.answer;
    const answer = work(subject, ...question);
    known.set(subject, { question, answer });
    return answer;
  };
}
