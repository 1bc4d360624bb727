import { isIP } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';
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

const prefixes = ['s3.', 's3a.', 'fs.s3a.'];

/**
 * From Flink's own keys, else from the environment of the process; `undefined` where there are no keys. The first name is
 * that of Flink, the others are those of Hadoop. Source: `S3FileSystemFactory` and `NativeS3FileSystemFactory` of Flink.
 */
export function s3AccessOf(configuration: Read, environment: Read): S3Access | undefined {
  const flink = (...names: string[]) =>
    names.flatMap((name) => prefixes.map((prefix) => configuration(`${prefix}${name}`)?.trim())).find((text) => text);
  const login =
    loginOf(flink('access-key', 'access.key'), flink('secret-key', 'secret.key'), flink('session.token')) ??
    loginOf(environment('AWS_ACCESS_KEY_ID'), environment('AWS_SECRET_ACCESS_KEY'), environment('AWS_SESSION_TOKEN'));
  if (!login) return undefined;
  const endpoint = flink('endpoint') ?? (environment('AWS_ENDPOINT_URL_S3') || environment('AWS_ENDPOINT_URL'));
  const scheme = flink('connection.ssl.enabled')?.toLowerCase() === 'false' ? 'http' : 'https';
  const region = flink('region', 'endpoint.region');
  const pathStyle = flink('path-style-access', 'path.style.access')?.toLowerCase();
  return {
    ...login,
    endpoint: endpoint && !endpoint.includes('://') ? `${scheme}://${endpoint}` : endpoint,
    region: region ?? (environment('AWS_REGION') || environment('AWS_DEFAULT_REGION') || 'us-east-1'),
    // Few stores of one's own have a name for each bucket, and all of them know paths.
    pathStyle: pathStyle === undefined ? Boolean(endpoint) : pathStyle === 'true',
  };
}

type Login = Pick<S3Access, 'accessKey' | 'secretKey' | 'sessionToken'>;

/** All three of one place, or a token would go with the keys of somebody else. */
function loginOf(
  accessKey: string | undefined,
  secretKey: string | undefined,
  sessionToken: string | undefined,
): Login | undefined {
  if (!accessKey || !secretKey) return undefined;
  return { accessKey, secretKey, ...(sessionToken && { sessionToken }) };
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;

/** The URL of an object, and the headers with which it is asked for. Throws ArtifactRefused. */
export async function signedRequest(
  uri: string,
  access: S3Access,
): Promise<{ url: string; headers: Record<string, string> }> {
  const { region, accessKey, secretKey, sessionToken } = access;
  const signer = new AwsV4Signer({
    url: objectUrl(uri, access).href,
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    ...(sessionToken && { sessionToken }),
    region,
    service: 's3',
  });
  const { url, headers } = await signer.sign();
  return { url: url.href, headers: Object.fromEntries(headers) };
}

/** As Hadoop reads such URIs, the key is taken as it stands: `%20` is three characters. */
function objectUrl(uri: string, { endpoint, region, pathStyle }: S3Access): URL {
  const [, bucket = '', key = ''] = /^s3a?:\/\/([^/]*)\/(.+)$/is.exec(uri) ?? [];
  if (!bucketName.test(bucket)) throw new ArtifactRefused(uri, 'names no bucket of S3');
  const parts = key.split('/');
  // URLs would take them for folders, and leave the bucket.
  if (!key.isWellFormed() || key === '' || parts.some((part) => part === '.' || part === '..')) {
    throw new ArtifactRefused(uri, 'names no object of the bucket');
  }
  const url = URL.parse(endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ArtifactRefused(uri, 'is not fetched: s3.endpoint is no URL of http or https');
  }
  const above = url.pathname.replace(/\/+$/, '');
  const inPath = pathStyle || isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) > 0 || isBeyondCertificates(bucket, url);
  if (!inPath) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = [above, ...(inPath ? [bucket] : []), ...parts.map(encodeURIComponent)].join('/');
  url.username = '';
  url.password = '';
  url.search = '';
  return url;
}

/** The certificate of `*.store` is none for `a.b.store`. */
const isBeyondCertificates = (bucket: string, { protocol }: URL) => protocol === 'https:' && bucket.includes('.');
