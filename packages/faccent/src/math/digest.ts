/**
 * SHA-256 of bytes or of values' bytes, in hexadecimal.
 * @example
 * const sha256 = await digest(image.data);
 * sha256.length; // 64
 */
export async function digest(data: Uint8Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}

/** As `digest`; nothing in a page that is not secure (plain http, say), whose browser has no hashes. */
export const digestWhereSecure = async (data: Uint8Array): Promise<string | undefined> =>
  (crypto.subtle as unknown) === undefined ? undefined : digest(data);

declare const crypto: { subtle: { digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer> } };
