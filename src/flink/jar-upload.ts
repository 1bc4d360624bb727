import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Body } from './exchange.ts';
import type { JarFile } from './flink-client.ts';

/** A form with one file, read while it is sent: jars are too large to hold. Throws where the file cannot be read. */
export async function jarUpload({ name, path }: JarFile): Promise<Body> {
  const { size } = await stat(path);
  const boundary = `sluice-${randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="jarfile"; filename="${fileName(name)}"\r\n` +
      'Content-Type: application/x-java-archive\r\n\r\n',
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: head.length + size + end.length,
    async *pieces() {
      yield head;
      // A file that grows meanwhile must not be longer than was announced.
      if (size > 0) yield* createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>;
      yield end;
    },
  };
}

/** What cannot end the header early. Flink wants the ending. */
function fileName(name: string): string {
  const plain = name.replace(/[^\w.+-]/g, '_');
  return plain.endsWith('.jar') ? plain : `${plain}.jar`;
}
