// Base64 and hashes are those of Node.js, however long the bytes.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { base64, dataUrl, jsonUrl, policyHash } from './data-url.js';

test.each([0, 1, 2, 3, 8191, 8192, 8193, 100_000])('%d bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 256);
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  // a part of a larger buffer is that part alone
  expect(base64(bytes.subarray(1))).toBe(Buffer.from(bytes.subarray(1)).toString('base64'));
});

test('a file is an address with its type', () => {
  expect(dataUrl({ type: 'image/webp', bytes: Uint8Array.of(1, 2, 3) })).toBe('data:image/webp;base64,AQID');
  expect(jsonUrl('"ü"')).toBe(`data:application/json;base64,${Buffer.from('"ü"').toString('base64')}`);
});

test('a policy names text by its hash', async () => {
  const hash = createHash('sha256').update('body { color: "ü" }').digest('base64');
  expect(await policyHash('body { color: "ü" }')).toBe(`'sha256-${hash}'`);
});
