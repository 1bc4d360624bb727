import { AwsClient } from 'aws4fetch';
import { ArtifactRefused } from './errors.ts';

/** How a store that speaks S3 is reached. */
export interface S3Access {
  /** Of another store than Amazon's, such as `http://minio.storage:9000`. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
  /** The bucket stands in the path, not in the host. */
  readonly pathStyle: boolean;
}

type Read = (key: string) => string | undefined;

/** From Flink's own keys, else from the environment of the process; `undefined` where there are no keys. */
export function s3AccessOf(configuration: Read, environment: Read): S3Access | undefined {
  const first = (...keys: string[]) => keys.map(configuration).find((text) => text?.trim());
  const accessKey = first('s3.access-key', 's3.access.key') ?? environment('AWS_ACCESS_KEY_ID');
  const secretKey = first('s3.secret-key', 's3.secret.key') ?? environment('AWS_SECRET_ACCESS_KEY');
  if (!accessKey || !secretKey) return undefined;
  const endpoint = first('s3.endpoint') ?? environment('AWS_ENDPOINT_URL_S3');
  return {
    endpoint: endpoint && !endpoint.includes('://') ? `https://${endpoint}` : endpoint,
    region: first('s3.endpoint.region', 's3.region') ?? environment('AWS_REGION') ?? 'us-east-1',
    accessKey,
    secretKey,
    sessionToken: first('s3.session-token', 's3.session.token') ?? environment('AWS_SESSION_TOKEN'),
    pathStyle: first('s3.path.style.access', 's3.path-style-access') === 'true',
  };
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The URL of an object, signed for a few minutes, so that it is fetched as any other. */
export async function signedUrl(uri: string, access: S3Access): Promise<string> {
  const [, bucket = '', key = ''] = /^s3a?:\/\/([^/]*)\/(.+)$/i.exec(uri) ?? [];
  if (!bucketName.test(bucket) || key === '') throw new ArtifactRefused(`${uri} names no object of a bucket`);
  const { endpoint, region, accessKey, secretKey, sessionToken, pathStyle } = access;
  const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const path = key.split('/').map(encodeURIComponent).join('/');
  const root = url.pathname.replace(/\/$/, '');
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = pathStyle ? `${root}/${bucket}/${path}` : `${root}/${path}`;
  url.searchParams.set('X-Amz-Expires', '900');
  const client = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    ...(sessionToken && { sessionToken }),
    region,
    service: 's3',
  });
  return (await client.sign(url.href, { aws: { signQuery: true } })).url;
}
