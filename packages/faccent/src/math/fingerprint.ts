import { digestWhereSecure } from './digest.js';

/** What tells contents apart: SHA-256, which runtimes have natively; by other means where a page may not hash. */
export const fingerprint = async (bytes: Uint8Array): Promise<string> =>
  (await digestWhereSecure(bytes)) ?? plainFingerprint(bytes);

/** FNV-1a, twice with different bases, at once: contents are told apart, not protected. Recipes name encoders by it. */
export function plainFingerprint(bytes: Uint8Array): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b);
  }
  return `${bytes.length}:${a >>> 0}:${b >>> 0}`;
}
