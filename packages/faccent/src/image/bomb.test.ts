// Proves that a picture that unpacks to far more than its file cannot fill the memory.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { readPhotograph } from 'faccent';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/testing/folder.js';

const work = temporaryFolder('bomb');
const at = (name: string): string => path.join(work, name);

/** A PNG chunk; its checksum is computed as the format wants it. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

test('a picture that unpacks to far more than its file is refused before it is unpacked', async () => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const bomb = [
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  writeFileSync(at('bomb.png'), Buffer.concat(bomb));
  const before = process.memoryUsage().rss;
  await expect(readPhotograph(at('bomb.png'), { size: [16, 16] })).rejects.toThrow(
    /cannot read ".*bomb.png" as an image: .*pixel limit, which is 250 million: make it smaller/,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});
