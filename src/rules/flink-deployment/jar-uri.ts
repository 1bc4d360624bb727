import type { FlinkDeploymentSpec } from '../../api/flink-deployment/types.ts';
import { booleanOption } from '../../values/configuration-option.ts';
import type { EffectiveConfiguration } from '../../values/effective-configuration.ts';
import { compareFlinkVersions } from '../../values/flink-version.ts';
import { type JavaUri, parseJavaUri } from '../../values/java-uri.ts';
import { invalid, nothing } from '../rule.ts';
import type { DeploymentRule } from './component.ts';
import { shown } from './shown.ts';

/** From here on a JobManager fetches the jar of an application by itself. */
const oldestFetching = 'v1_19';
const plainHttp = booleanOption('user.artifacts.raw-http-enabled', { default: false });

export const applicationJarUri: DeploymentRule = {
  id: 'application-jar-uri-suspicious',
  summary: 'The jar of an application is where its JobManager can find it.',
  explanation:
    'The jar of an application usually lies in its image, at local:///path. From Flink 1.19 on the JobManager can ' +
    'also fetch it by https or from a filesystem that it has a plugin for, but by plain http only where ' +
    'user.artifacts.raw-http-enabled is set.',
  severity: 'warning',
  examples: {
    good: "spec: { job: { jarURI: 'local:///opt/flink/usrlib/job.jar' } }",
    bad: "spec: { job: { jarURI: 'local://opt/flink/usrlib/job.jar' } }",
  },
  check({ spec }, at, { configuration }) {
    const text = spec.job?.jarURI;
    if (text === undefined || usual.test(text)) return nothing;
    const suspicion = suspect(text, spec, configuration);
    if (suspicion) return [invalid(at.spec.job.jarURI, suspicion.message, { fix: suspicion.fix })];
    return nothing;
  },
};

/** A plain path in the image, which needs no closer look. */
const usual = /^local:\/\/\/[\w./-]+$/;

interface Suspicion {
  readonly message: string;
  readonly fix: string;
}

const example = 'local:///opt/flink/usrlib/job.jar';

function suspect(
  text: string,
  spec: FlinkDeploymentSpec,
  configuration: EffectiveConfiguration,
): Suspicion | undefined {
  if (text.trim() === '') return { message: 'is empty', fix: 'name the jar, or leave the field out' };
  const uri = parseJavaUri(text);
  if (!uri) return { message: `'${shown(text)}' is no URI, so it cannot be deployed`, fix: `write it like ${example}` };
  if (uri.scheme === undefined) return { message: 'has no scheme', fix: `write it like ${example}` };
  const scheme = uri.scheme.toLowerCase();
  if (scheme === 'local') return suspectLocal(uri);
  // A standalone JobManager has the URI on its class path, and Java loads from more places than Flink fetches from.
  return spec.mode === 'standalone' ? undefined : suspectRemote(scheme, spec, configuration);
}

function suspectLocal({ authority, path }: JavaUri): Suspicion | undefined {
  if (authority === undefined) return undefined;
  return {
    message: `takes '${shown(authority)}' for a host, so only ${shown(path ?? '')} is looked for`,
    fix: 'write three slashes, as in local:///opt',
  };
}

function suspectRemote(
  scheme: string,
  { flinkVersion }: FlinkDeploymentSpec,
  configuration: EffectiveConfiguration,
): Suspicion | undefined {
  if (flinkVersion !== undefined && compareFlinkVersions(flinkVersion, oldestFetching) < 0) {
    return {
      message: `has scheme ${shown(scheme)}, but Flink ${flinkVersion} takes local only`,
      fix: 'put the jar into the image and write local:///path',
    };
  }
  if (scheme !== 'http' || configuration.value(plainHttp) === true) return undefined;
  return { message: `is fetched by plain http, which Flink refuses unless ${plainHttp.key} is true`, fix: 'use https' };
}
