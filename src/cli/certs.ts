import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type CertificateFacts,
  certificateFacts,
  chainProblems,
  parseCertificates,
} from '../certificates/certificate-facts.ts';
import {
  type DevelopmentOptions,
  developmentCertificates,
  localNames,
} from '../certificates/development-certificates.ts';
import { SetupProblem } from '../server/setup-problem.ts';
import { readingError, UnreadableInput, UsageError } from './errors.ts';
import { exitCode } from './exit-code.ts';
import type { Command, Io } from './io.ts';

export interface CreateOptions {
  readonly directory?: string;
  readonly name?: readonly string[];
}

/** Makes a development CA and a certificate, or keeps those that are good. */
export const createCertificates: Command<CreateOptions> = (options, io) => make(options, undefined, io);

export interface RotateOptions extends CreateOptions {
  /** The authority as well. */
  readonly ca?: boolean;
}

/** Makes a new certificate in place of a good one; a server that runs takes it over. */
export const rotateCertificates: Command<RotateOptions> = (options, io) =>
  make(options, options.ca ? 'authority' : 'certificate', io);

async function make(
  { directory = 'certs', name = [] }: CreateOptions,
  renew: DevelopmentOptions['renew'],
  { stdout, cwd }: Io,
): Promise<number> {
  const files = { directory: path.resolve(cwd, directory), certificateFile: 'tls.crt', keyFile: 'tls.key' };
  const made = await developmentCertificates({ files, names: [...new Set([...localNames, ...name])], renew }).catch(
    (error: unknown) => {
      throw error instanceof SetupProblem ? new UsageError(error.message) : error;
    },
  );
  if (made.kept === 'memory') throw new UsageError(`${directory} cannot be written: ${made.why}`);
  const { names, notAfter } = certificateFacts(made.pair.leaf);
  const what = made.kept === 'made' ? 'made' : 'kept';
  stdout.write(`${what} ${path.join(directory, 'tls.crt')} for ${names.join(', ')}, good until ${notAfter}\n`);
  stdout.write(`callers trust ${path.join(directory, 'ca.crt')}\n`);
  return exitCode.ok;
}

export interface InspectOptions {
  readonly file: string;
  readonly ca?: string;
  readonly format?: 'text' | 'json';
}

/** Shows the certificates of a file and whether they hold together; exit code 1 where they do not. */
export const inspectCertificates: Command<InspectOptions> = async ({ file, ca, format }, { stdout, cwd }) => {
  const chain = await readCertificates(file, cwd);
  const roots = ca === undefined ? [] : await readCertificates(ca, cwd);
  const certificates = chain.map((certificate) => certificateFacts(certificate));
  const problems = chainProblems(chain, roots);
  if (format === 'json') stdout.write(`${JSON.stringify({ certificates, problems }, undefined, 2)}\n`);
  else stdout.write([...certificates.map(described), verdict(problems, ca)].join('\n'));
  return problems.length === 0 ? exitCode.ok : exitCode.findings;
};

async function readCertificates(file: string, cwd: string): Promise<ReturnType<typeof parseCertificates>> {
  let text: string;
  try {
    text = await readFile(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UnreadableInput(readingError(file, error));
  }
  let found: ReturnType<typeof parseCertificates>;
  try {
    found = parseCertificates(text);
  } catch (error) {
    throw new UnreadableInput(`${file}: holds a damaged certificate: ${(error as Error).message}`);
  }
  if (found.length === 0) throw new UnreadableInput(`${file}: holds no certificate in PEM`);
  return found;
}

function described(facts: CertificateFacts): string {
  const { subject, issuer, names, notBefore, notAfter, daysLeft, authority, key, serial, sha256 } = facts;
  const rows: [string, string][] = [
    ['issuer', issuer === subject ? 'itself' : issuer],
    ['names', names.join(', ') || 'none'],
    ['valid', `${notBefore} to ${notAfter} (${daysLeft < 0 ? 'expired' : `${daysLeft} days left`})`],
    ['use', authority ? 'certificate authority' : 'server or client'],
    ['key', key],
    ['serial', serial],
    ['sha256', sha256],
  ];
  return `${subject}\n${rows.map(([name, value]) => `  ${name.padEnd(7)} ${value}\n`).join('')}`;
}

function verdict(problems: readonly string[], ca: string | undefined): string {
  if (problems.length > 0) return `${problems.map((problem) => `problem: ${problem}`).join('\n')}\n`;
  return ca === undefined ? 'nothing wrong; --ca FILE checks who signed it\n' : `signed by ${ca}\n`;
}
