/** What v1alpha1 calls the states that it has no word for. */

export const olderClusterState = inWordsOf({ Updating: 'Reconciling' });

export const olderComponentState = inWordsOf({ Updating: 'NotReady' });

export const olderJobState = inWordsOf({
  Updating: 'Pending',
  Restarting: 'Pending',
  Deploying: 'Pending',
  DeployFailed: 'Failed',
  Lost: 'Failed',
});

function inWordsOf(words: Readonly<Record<string, string>>): (state: unknown) => unknown {
  return (state) => (typeof state === 'string' && Object.hasOwn(words, state) ? words[state] : state);
}
