import type { FlinkDeployment } from '../../api/flink-deployment/types.ts';
import { checkIngressTemplate, suspiciousIngressTemplate } from '../../values/java-url.ts';
import { invalid, nothing, type Rule, required } from '../rule.ts';

type IngressRule = Rule<FlinkDeployment>;

const hasIngress: IngressRule['when'] = ({ spec }) => spec.ingress !== undefined;

const templateExplanation =
  'The template gives the host and path of the Ingress for the web interface; {{name}} and {{namespace}} are replaced ' +
  'by those of the object.';

const goodTemplate = "spec: { ingress: { template: '{{name}}.{{namespace}}.flink.example.com' } }";

export const ingressTemplateRequired: IngressRule = {
  id: 'ingress-template-required',
  summary: 'An ingress has a template.',
  explanation: `${templateExplanation} Without a template there is nothing to make an Ingress of.`,
  examples: { good: goodTemplate, bad: 'spec: { ingress: { className: nginx } }' },
  net: {
    holds: '!has(self.ingress) || has(self.ingress.template)',
    field: '.ingress.template',
    reason: 'FieldValueRequired',
  },
  when: hasIngress,
  check({ spec: { ingress } }, at) {
    if (ingress && ingress.template === undefined) {
      return [
        required(at.spec.ingress.template, 'must give the host or path of the web interface', {
          fix: "add a template such as '{{name}}.{{namespace}}.flink.example.com', or remove ingress",
        }),
      ];
    }
    return nothing;
  },
};

const namespaced = /\{\{namespace\}\}/i;

export const ingressTemplateInvalid: IngressRule = {
  id: 'ingress-template-invalid',
  summary: 'The ingress template gives a URL that can be read.',
  explanation: `${templateExplanation} The result must be a URL: a port is a number, an IPv6 address is closed by a bracket.`,
  examples: { good: goodTemplate, bad: "spec: { ingress: { template: 'flink.example.com:{{name}}' } }" },
  when: hasIngress,
  check({ metadata: { name, namespace }, spec: { ingress } }, at) {
    const template = ingress?.template;
    if (template === undefined || name === undefined) return nothing;
    if (namespace === undefined && namespaced.test(template)) {
      return [
        required(at.metadata.namespace, 'must be set, because the ingress template contains {{namespace}}', {
          fix: 'name the namespace',
        }),
      ];
    }
    const fault = checkIngressTemplate(template, name, namespace ?? '');
    if (fault !== undefined) {
      return [invalid(at.spec.ingress.template, fault, { fix: 'write host, port and path so that they form a URL' })];
    }
    return nothing;
  },
};

export const ingressTemplateSuspicious: IngressRule = {
  id: 'ingress-template-suspicious',
  summary: 'The ingress template gives a host and port that can be reached.',
  explanation: `${templateExplanation} Other placeholders stay as they are, no host has blanks, and no port is above 65535.`,
  severity: 'warning',
  examples: { good: goodTemplate, bad: "spec: { ingress: { template: '{{ name }}.flink.example.com' } }" },
  when: hasIngress,
  check({ metadata: { name, namespace }, spec: { ingress } }, at) {
    const template = ingress?.template;
    if (template === undefined || name === undefined) return nothing;
    // What cannot be read at all is told by another rule.
    if (checkIngressTemplate(template, name, namespace ?? '') !== undefined) return nothing;
    const fault = suspiciousIngressTemplate(template, name, namespace ?? '');
    if (fault === undefined) return nothing;
    return [invalid(at.spec.ingress.template, fault, { fix: 'correct the template' })];
  },
};
