import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedJob } from '../../../../src/engine/flink-cluster/observed.ts';
import { type JobFacts, nextJobState } from '../../../../src/engine/flink-cluster/status/job-state.ts';
import { submitter } from '../../../support/observed-cluster.ts';

interface Row {
  readonly name: string;
  readonly from: string;
  readonly facts?: Partial<JobFacts>;
  readonly becomes: string;
}

const listed = (state: string | undefined) => ({ listed: { id: 'j1', state } as ListedJob, isAnswered: true });
const starting = submitter({});
const active = submitter({ active: 1 });
const succeeded = submitter({ succeeded: 1 });
const failed = submitter({ failed: 1 });
const restartable = { spec: { restartPolicy: 'FromSavepointOnFailure' } } as const;

const rows: readonly Row[] = [
  {
    name: 'an update goes before everything',
    from: 'Running',
    facts: { isUpdating: true, ...listed('RUNNING') },
    becomes: 'Updating',
  },
  {
    name: 'a new submitter of a job that has ended',
    from: 'Failed',
    facts: { submitter: starting },
    becomes: 'Deploying',
  },
  { name: 'one that has begun', from: 'Cancelled', facts: { submitter: active }, becomes: 'Deploying' },
  { name: 'one that has ended', from: 'Succeeded', facts: { submitter: succeeded }, becomes: 'Succeeded' },
  { name: 'an end is an end, whatever Flink says', from: 'Lost', facts: listed('RUNNING'), becomes: 'Lost' },
  {
    name: 'no cancelling of what has failed for good',
    from: 'Failed',
    facts: { isCancelAsked: true },
    becomes: 'Failed',
  },
  {
    name: 'what has failed and is cancelled does not come back',
    from: 'Lost',
    facts: { isCancelAsked: true, ...restartable },
    becomes: 'Cancelled',
  },
  {
    name: 'what has succeeded cannot be cancelled',
    from: 'Succeeded',
    facts: { isCancelAsked: true, ...restartable },
    becomes: 'Succeeded',
  },
  {
    name: 'a submitter was made',
    from: 'Pending',
    facts: { recorded: { state: 'Pending', deployTime: 'x' }, submitter: submitter({ active: 1 }) },
    becomes: 'Deploying',
  },
  {
    name: 'a submitter was meant, and nobody says whether there was one',
    from: 'Pending',
    facts: { recorded: { state: 'Pending', deployTime: 'x' } },
    becomes: 'Pending',
  },
  {
    name: 'the same for a restart',
    from: 'Restarting',
    facts: { recorded: { state: 'Restarting', deployTime: 'x' }, isAnswered: true },
    becomes: 'Deploying',
  },
  {
    name: 'an application that was cancelled ends as one that was successful',
    from: 'Running',
    facts: { submitter: succeeded, spec: { mode: 'Application' }, isCancelAsked: true, isCancelSent: true },
    becomes: 'Cancelled',
  },
  {
    name: 'it had ended by itself before anybody cancelled it',
    from: 'Running',
    facts: { submitter: succeeded, spec: { mode: 'Application' }, isCancelAsked: true },
    becomes: 'Succeeded',
  },
  {
    name: 'what makes way for a change has not ended when it is asked to',
    from: 'Updating',
    facts: { isCancelAsked: true, isMakingWay: true },
    becomes: 'Updating',
  },
  {
    name: 'nobody can be asked whether a job that is to be cancelled runs',
    from: 'Running',
    facts: { isCancelAsked: true },
    becomes: 'Running',
  },
  {
    name: 'it is to be cancelled, and Flink does not list it',
    from: 'Running',
    facts: { isCancelAsked: true, isAnswered: true },
    becomes: 'Cancelled',
  },
  { name: 'Flink restarts it by itself', from: 'Running', facts: listed('RESTARTING'), becomes: 'Running' },
  { name: 'Flink suspends it', from: 'Deploying', facts: listed('SUSPENDED'), becomes: 'Running' },
  { name: 'Flink has cancelled it', from: 'Running', facts: listed('CANCELED'), becomes: 'Cancelled' },
  { name: 'a state that Flink does not have', from: 'Running', facts: listed('DREAMING'), becomes: 'Unknown' },
  { name: 'a job of which Flink says no state', from: 'Running', facts: listed(undefined), becomes: 'Unknown' },
  {
    name: 'finished, and the submitter not yet',
    from: 'Running',
    facts: { ...listed('FINISHED'), submitter: active },
    becomes: 'Running',
  },
  {
    name: 'finished, and the submitter as well',
    from: 'Running',
    facts: { ...listed('FINISHED'), submitter: succeeded },
    becomes: 'Succeeded',
  },
  {
    name: 'a submitter that failed',
    from: 'Running',
    facts: { ...listed('FAILED'), submitter: failed },
    becomes: 'Failed',
  },
  {
    name: 'a job outlives its submitter',
    from: 'Running',
    facts: { ...listed('RUNNING'), submitter: failed },
    becomes: 'Running',
  },
  {
    name: 'a client fails whose job is cancelled',
    from: 'Running',
    facts: { ...listed('CANCELED'), submitter: failed },
    becomes: 'Cancelled',
  },
  {
    name: 'the submitter is that of the run before',
    from: 'Updating',
    facts: { ...listed('RUNNING'), submitter: { ...failed, isSpent: true } },
    becomes: 'Running',
  },
  {
    name: 'a spent submitter does not bring it back',
    from: 'Cancelled',
    facts: { submitter: { ...active, isSpent: true } },
    becomes: 'Cancelled',
  },
  {
    name: 'it may run without being listed',
    from: 'Running',
    facts: { isAnswered: true, isUnsure: true },
    becomes: 'Running',
  },
  {
    name: 'it may be submitted yet, though it is to be cancelled',
    from: 'Deploying',
    facts: { isAnswered: true, isCancelAsked: true, submitter: active },
    becomes: 'Deploying',
  },
  {
    name: 'a submission that came to nothing makes room for a change',
    from: 'Deploying',
    facts: { isAnswered: true, isUpdatePending: true, submitter: failed },
    becomes: 'Updating',
  },
  { name: 'the same where Flink is silent', from: 'Deploying', facts: { submitter: failed }, becomes: 'Failed' },
  {
    name: 'a submitter without a pod yet',
    from: 'Deploying',
    facts: { submitter: starting, isAnswered: true },
    becomes: 'Deploying',
  },
  {
    name: 'cancelled, and not listed',
    from: 'Running',
    facts: { isCancelAsked: true, isAnswered: true },
    becomes: 'Cancelled',
  },
  { name: 'cancelled before it was submitted', from: 'Pending', facts: { isCancelAsked: true }, becomes: 'Cancelled' },
  { name: 'not listed', from: 'Running', facts: { isAnswered: true }, becomes: 'Lost' },
  {
    name: 'not listed and still being submitted',
    from: 'Deploying',
    facts: { isAnswered: true, submitter: active },
    becomes: 'Deploying',
  },
  { name: 'a submitter that is gone', from: 'Deploying', becomes: 'Lost' },
  { name: 'silence', from: 'Running', becomes: 'Running' },
  { name: 'nothing yet', from: 'Pending', facts: { isAnswered: true }, becomes: 'Pending' },
];

for (const { name, from, facts, becomes } of rows) {
  test(`a job that was ${from} is ${becomes}: ${name}`, () => {
    const recorded = { state: from, id: 'j1' };
    const quiet = {
      isUpdating: false,
      isCancelAsked: false,
      submitter: undefined,
      isAnswered: false,
      listed: undefined,
    };
    assert.equal(nextJobState({ recorded, spec: {}, ...quiet, ...facts }), becomes);
  });
}
