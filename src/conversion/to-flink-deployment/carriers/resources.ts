import { formatPath } from '../../../api/field-path.ts';
import type { ResourceRequirements } from '../../../api/pod-template/types.ts';
import type { Component } from '../../../defaults/flink-cluster/standard.ts';
import { parseQuantity, quantitySign } from '../../../values/quantity.ts';
import { forBoth } from '../carrier.ts';
import type { Draft } from '../draft.ts';
import { type ContainerMemory, memoryOf, memoryText, ratioOf } from '../memory.ts';
import { type Source, sectionOf } from '../source.ts';

type Amounts = Record<string, string | number>;

export const resources = forBoth({
  fields: ['resources', 'memoryProcessRatio'],
  becomes:
    '`resources`: `requests.memory` is the size of the Flink process that the ratio gave, so that heap and managed memory stay the same, ' +
    'and `limits.memory` is the limit of the container. A FlinkDeployment always requests the size of the process',
  carry(component, source, draft) {
    const given = sectionOf(source, component).resources ?? {};
    const memory = memoryOf(source, component);
    refuseNegative(component, given, draft);
    refuseUnsized(component, source, memory, draft);
    const requests = withoutNothing(given.requests);
    const limits = withoutNothing(given.limits);
    const notes = [...memoryNotes(memory), ...cpuNotes(requests, limits)];
    if (given.claims?.length) notes.push('claims are left out: add them to the pod template');
    if (source.memoryModel !== 'process') notes.push(modelNote(source, component, memory));
    const { process } = memory;
    if (process === undefined) {
      delete requests['memory'];
      delete limits['memory'];
    } else {
      requests['memory'] = memoryText(process);
      limits['memory'] = memoryText(limitOf(memory, process));
    }
    const result: ResourceRequirements = {
      ...(Object.keys(requests).length > 0 && { requests }),
      ...(Object.keys(limits).length > 0 && { limits }),
    };
    draft.resources[component] = result;
    draft.carriedUnless(notes, `${component}.resources`, `spec.${component}.resources`);
    draft.carried(`${component}.memoryProcessRatio`, `spec.${component}.resources.requests.memory`);
  },
});

export const offHeap = forBoth({
  fields: ['memoryOffHeapRatio', 'memoryOffHeapMin'],
  becomes:
    'nothing: from Flink 1.10 on the size of the process is divided by options such as `jobmanager.memory.off-heap.size`',
  carry(component, source, draft) {
    for (const field of ['memoryOffHeapRatio', 'memoryOffHeapMin']) {
      if (source.memoryModel === 'process') draft.idle(`${component}.${field}`, 'has no effect from Flink 1.10 on');
      else {
        const option = `${component.toLowerCase()}.memory.*`;
        draft.lost(
          `${component}.${field}`,
          `is for Flink below 1.10; ${option} in flinkConfiguration divides the memory now`,
        );
      }
    }
  },
});

function refuseNegative(component: Component, given: ResourceRequirements, draft: Draft): void {
  for (const part of ['requests', 'limits'] as const) {
    for (const [name, amount] of Object.entries(given[part] ?? {})) {
      const quantity = parseQuantity(amount);
      if (!quantity || quantitySign(quantity) >= 0) continue;
      const path = formatPath(['spec', component, 'resources', part, name]);
      draft.obstacle(path, 'is below 0, which no pod can have', 'write an amount above 0, or leave it out');
    }
  }
}

function refuseUnsized(component: Component, source: Source, { container, process }: ContainerMemory, draft: Draft) {
  const id = component.toLowerCase();
  const isSized = Object.keys(source.properties).some((key) => key.startsWith(`${id}.memory.`));
  if (process !== undefined || container < 0n || isSized) return;
  const message = `is ${ratioOf(source, component)}, so nobody says how much memory Flink gets`;
  const fix = `set it, or ${id}.memory.process.size in flinkProperties`;
  draft.obstacle(`spec.${component}.memoryProcessRatio`, message, fix);
}

/** Rounding up to whole MiB may lead beyond the limit of the container. */
function limitOf({ container }: ContainerMemory, process: bigint): bigint {
  if (process > container) return process;
  return container;
}

/** Zero asks for nothing, and limits nothing. */
function withoutNothing(amounts: Readonly<Amounts> = {}): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(([, amount]) => {
      const quantity = parseQuantity(amount);
      return !quantity || quantitySign(quantity) !== 0;
    }),
  );
}

function memoryNotes({ container, request, hasLimit, isStandard, process }: ContainerMemory): string[] {
  if (process === undefined)
    return ['no memory is written, as Flink was told no size of its process; flinkConfiguration decides'];
  const notes: string[] = [];
  if (isStandard) notes.push(`memory is ${memoryText(container)}, as none was given`);
  else if (!hasLimit) notes.push(`memory is limited to ${memoryText(container)}, where it had no limit`);
  if (process > container) notes.push(`the limit of memory is ${memoryText(process)}, was ${memoryText(container)}`);
  if (process !== request) {
    notes.push(
      `${memoryText(process)} of memory are requested, the size of the Flink process, where it was ${memoryText(request)}`,
    );
  }
  return notes;
}

function cpuNotes({ cpu: request }: Amounts, { cpu: limit }: Amounts): string[] {
  if (limit !== undefined) return [];
  return request === undefined
    ? ['no CPU was given: Flink takes 1 for the JobManager and one for each slot of a TaskManager']
    : [`CPU is limited to the ${request} that are requested, where it had no limit`];
}

function modelNote(source: Source, component: Component, { process }: ContainerMemory): string {
  const size = process === undefined ? 'what flinkConfiguration says' : memoryText(process);
  return `Flink gets ${size} in all (${ratioOf(source, component)} percent), where a heap was reckoned for Flink below 1.10`;
}
