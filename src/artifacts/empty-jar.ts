import { crc32 } from 'node:zlib';

const name = Buffer.from('META-INF/MANIFEST.MF');
const manifest = Buffer.from('Manifest-Version: 1.0\r\n\r\n');

/** The smallest jar: for a program that is on the class path of the cluster, while Flink wants a jar to run. */
export function emptyJar(): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(10, 4);
  entry(local, 14);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(10, 4);
  central.writeUInt16LE(10, 6);
  entry(central, 16);
  const before = local.length + name.length + manifest.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(before, 16);
  return Buffer.concat([local, name, manifest, central, name, end]);
}

/** Checksum, both sizes and the length of the name, as both headers of an entry have them. */
function entry(header: Buffer, at: number): void {
  header.writeUInt32LE(crc32(manifest), at);
  header.writeUInt32LE(manifest.length, at + 4);
  header.writeUInt32LE(manifest.length, at + 8);
  header.writeUInt16LE(name.length, at + 12);
}
