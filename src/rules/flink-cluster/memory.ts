import { memoryModel } from '../../defaults/flink-cluster/memory-model.ts';
import { standardMemory, standardMemoryLimit } from '../../defaults/flink-cluster/standard.ts';
import { compareQuantities, parseQuantity, quantitySign } from '../../values/quantity.ts';
import { forbidden, invalid, nothing, type Problem } from '../rule.ts';
import {
  type ClusterRule,
  type Component,
  type ComponentSpec,
  componentNames,
  inComponent,
  pathOf,
  sectionOf,
} from './cluster-rule.ts';
import { amountOf } from './resources.ts';
import { flinkVersionAbsent } from './version.ts';

const old = (component: Component, yaml: string) => `spec: { flinkVersion: "1.9", ${component}: ${yaml} }`;

const whyTwoModels =
  'Flink 1.10 replaced its memory model. Below it, part of the memory of the container stays outside the heap: ' +
  'memoryOffHeapRatio percent, at least memoryOffHeapMin. From 1.10 on Flink is told how much it may use in all: ' +
  'memoryProcessRatio percent.';

function isPercentage(ratio: number | undefined): boolean {
  return ratio === undefined || (ratio >= 0 && ratio <= 100);
}

const percentage = 'must be a percentage from 0 to 100';

/** Versions that are written plainly, in a pattern of CEL. Others are left to the rules themselves. */
const processVersions = "'^(1[.][1-9][0-9]|[2-9][.][0-9]{1,2})([.][0-9]{1,3})?$'";
const offHeapVersions = "'^([01][.][0-9]([.][0-9]{1,3})?)?$'";
const isProcessVersion = `(has(self.flinkVersion) && self.flinkVersion.matches(${processVersions}))`;
const isOffHeapVersion = `(!has(self.flinkVersion) || self.flinkVersion.matches(${offHeapVersions}))`;
const netOfRange = (ratio: string) => `(${ratio}.orValue(0) >= 0 && ${ratio}.orValue(0) <= 100)`;
const leavesVersions = 'versions that are not written plainly';

export function memoryProcessRatioRange(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-process-ratio-range`,
    summary: `memoryProcessRatio of the ${title} is a percentage.`,
    explanation: `${whyTwoModels} 80 is the standard; the rest is left to what runs beside Flink in the container.`,
    examples: {
      good: inComponent(component, '{ memoryProcessRatio: 75 }'),
      bad: inComponent(component, '{ memoryProcessRatio: 120 }'),
    },
    net: {
      holds: `!${isProcessVersion} || ${netOfRange(`self.?${component}.?memoryProcessRatio`)}`,
      field: `.${component}.memoryProcessRatio`,
      leaves: leavesVersions,
    },
    check(cluster, at) {
      const { memoryProcessRatio } = sectionOf(cluster, component);
      if (isPercentage(memoryProcessRatio) || memoryModel(cluster.spec.flinkVersion) !== 'process') return nothing;
      return [invalid(pathOf(at, component).memoryProcessRatio, percentage)];
    },
  };
}

export function memoryProcessRatioNeeds110(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-process-ratio-needs-1-10`,
    summary: `memoryProcessRatio of the ${title} is for Flink 1.10 and later.`,
    explanation:
      `${whyTwoModels} A pre-release of 1.10 counts as older, and so does a cluster without flinkVersion. The value may ` +
      'have been filled in as a default while flinkVersion was a later one.',
    examples: {
      good: inComponent(component, '{ memoryProcessRatio: 75 }'),
      bad: old(component, '{ memoryProcessRatio: 75 }'),
    },
    net: {
      holds: `!${isOffHeapVersion} || !self.?${component}.?memoryProcessRatio.hasValue()`,
      field: `.${component}.memoryProcessRatio`,
      reason: 'FieldValueForbidden',
      leaves: leavesVersions,
    },
    check(cluster, at) {
      const { memoryProcessRatio } = sectionOf(cluster, component);
      if (memoryProcessRatio === undefined || memoryModel(cluster.spec.flinkVersion) !== 'offHeap') return nothing;
      const version = cluster.spec.flinkVersion
        ? `Flink ${cluster.spec.flinkVersion}`
        : 'a cluster without flinkVersion';
      return [
        forbidden(pathOf(at, component).memoryProcessRatio, `cannot be used with ${version}, only from Flink 1.10 on`, {
          fix: cluster.spec.flinkVersion
            ? 'remove it; memoryOffHeapRatio and memoryOffHeapMin are what older versions have'
            : 'set flinkVersion to the version in the image',
          ...(!cluster.spec.flinkVersion && { under: flinkVersionAbsent.id }),
        }),
      ];
    },
  };
}

export function memoryOffHeapRatioRange(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-off-heap-ratio-range`,
    summary: `memoryOffHeapRatio of the ${title} is a percentage.`,
    explanation: `${whyTwoModels} 25 is the standard.`,
    examples: {
      good: old(component, '{ memoryOffHeapRatio: 30 }'),
      bad: old(component, '{ memoryOffHeapRatio: 130 }'),
    },
    net: {
      holds: `!${isOffHeapVersion} || ${netOfRange(`self.?${component}.?memoryOffHeapRatio`)}`,
      field: `.${component}.memoryOffHeapRatio`,
      leaves: leavesVersions,
    },
    check(cluster, at) {
      const { memoryOffHeapRatio } = sectionOf(cluster, component);
      if (isPercentage(memoryOffHeapRatio) || memoryModel(cluster.spec.flinkVersion) !== 'offHeap') return nothing;
      return [invalid(pathOf(at, component).memoryOffHeapRatio, percentage)];
    },
  };
}

export function memoryOffHeapNeedsPre110(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-off-heap-needs-pre-1-10`,
    summary: `memoryOffHeapRatio and memoryOffHeapMin of the ${title} are for Flink before 1.10.`,
    explanation:
      `${whyTwoModels} A memoryOffHeapMin of zero is let through, because the reference operator writes it into every ` +
      'cluster. Other values may have been filled in as defaults while flinkVersion was an older one, or none.',
    examples: {
      good: old(component, '{ memoryOffHeapRatio: 30, memoryOffHeapMin: 700M }'),
      bad: inComponent(component, '{ memoryOffHeapRatio: 30 }'),
    },
    net: {
      holds: `!${isProcessVersion} || !self.?${component}.?memoryOffHeapRatio.hasValue()`,
      field: `.${component}.memoryOffHeapRatio`,
      reason: 'FieldValueForbidden',
      leaves: `memoryOffHeapMin, and ${leavesVersions}`,
    },
    check(cluster, at) {
      const { memoryOffHeapRatio, memoryOffHeapMin } = sectionOf(cluster, component);
      if (memoryOffHeapRatio === undefined && (memoryOffHeapMin === undefined || memoryOffHeapMin === '0'))
        return nothing;
      if (memoryModel(cluster.spec.flinkVersion) !== 'process') return nothing;
      const problems: Problem[] = [];
      const message = `has no meaning from Flink 1.10 on, and flinkVersion is ${cluster.spec.flinkVersion}`;
      const fix = 'remove it; memoryProcessRatio takes its place';
      const place = pathOf(at, component);
      if (memoryOffHeapRatio !== undefined) problems.push(forbidden(place.memoryOffHeapRatio, message, { fix }));
      const least = memoryOffHeapMin === undefined ? undefined : parseQuantity(memoryOffHeapMin);
      if (least && quantitySign(least) !== 0) problems.push(forbidden(place.memoryOffHeapMin, message, { fix }));
      return problems;
    },
  };
}

/** The memory of the container, the standard limit where nothing is said. */
function memoryOf(section: ComponentSpec): string | number | undefined {
  return section.resources ? amountOf(section, 'memory') : standardMemoryLimit;
}

export function memoryOffHeapMinFits(component: Component): ClusterRule {
  const { id, title } = componentNames[component];
  return {
    id: `${id}-memory-off-heap-min-fits`,
    summary: `memoryOffHeapMin of the ${title} is not more than the memory of its container.`,
    explanation:
      `${whyTwoModels} A minimum above the memory of the container leaves no heap at all. It is compared with the memory ` +
      'limit, or with the request where there is no limit. Left out, it is 600M, which alone is too much for a container ' +
      'of 512Mi.',
    examples: {
      good: old(component, '{ memoryOffHeapMin: 1Gi, resources: { limits: { cpu: "1", memory: 2Gi } } }'),
      bad: old(component, '{ memoryOffHeapMin: 3Gi, resources: { limits: { cpu: "1", memory: 2Gi } } }'),
    },
    check(cluster, at) {
      if (memoryModel(cluster.spec.flinkVersion) !== 'offHeap') return nothing;
      const section = sectionOf(cluster, component);
      const least = section.memoryOffHeapMin ?? standardMemory.memoryOffHeapMin;
      const memory = memoryOf(section);
      if (memory === undefined || fits(least, memory)) return nothing;
      return [
        invalid(pathOf(at, component).memoryOffHeapMin, `is ${least}, more than the ${memory} of the container`, {
          fix: 'lower memoryOffHeapMin or raise the memory limit',
        }),
      ];
    },
  };
}

export function fits(least: string | number, memory: string | number): boolean {
  const wanted = parseQuantity(least);
  const there = parseQuantity(memory);
  return !wanted || !there || compareQuantities(wanted, there) <= 0;
}
