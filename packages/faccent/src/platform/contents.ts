import { FaccentError } from '../errors.js';

/** A body as text. @param limit in bytes @throws FaccentError where it is longer */
export async function textOf(response: Response, limit: number, host: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(response, limit, host));
}

/**
 * A body as a whole.
 * @param heard is called as bytes come in
 * @throws FaccentError where it is longer than a limit, in bytes, before it is read to its end
 */
export async function bytesOf(
  response: Response,
  limit: number,
  host: string,
  heard?: () => void,
): Promise<Uint8Array> {
  const tooLong = (): FaccentError =>
    new FaccentError(`${host} sends more than the ${limit} bytes that are read of such a file`);
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    if (Number(response.headers.get('content-length') ?? 0) > limit) throw tooLong();
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (length > limit) throw tooLong();
      heard?.();
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Of a hotel, an airport or a company, before anything else is let through. */
const PAGE = 'a web page: log in to your network in a browser if it asks for that, or check the address';

/** What servers send in the place of a file: how it begins, and what a person calls it. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs\.github\.com\//, 'a pointer of Git LFS, without the file that it points to'],
  [/^<\?xml[^]*?<(?:Error|Code)\b/i, 'an error of its storage, in XML'],
  [/^<(?:\?xml|Error)\b/i, 'a text in XML'],
  [/^(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|title)\b/i, PAGE],
  [/^\s*[{[]/, 'a text in JSON'],
];

/** Bytes that text has besides letters: tabs and ends of lines, and what is not ASCII. */
const isTextual = (byte: number): boolean => (byte >= 32 ? byte !== 127 : [9, 10, 12, 13].includes(byte));

/**
 * What bytes are that should be a model, as a person calls it: the login page of a network, an error in words, a pointer
 * of Git LFS. Nothing where they may be what they should.
 * @param begin of a file, its first 2000 bytes or so
 */
export function whatElse(begin: Uint8Array): string | undefined {
  if (begin.length === 0) return 'nothing: an empty file';
  if (!begin.every(isTextual)) return undefined;
  const text = new TextDecoder()
    .decode(begin)
    .replace(/^\uFEFF/, '')
    .trimStart();
  const known = PAGES.find(([pattern]) => pattern.test(text));
  if (known) return known[1];
  const shown = text.replaceAll(/\s+/g, ' ').trim().slice(0, 60);
  return shown === '' ? 'blanks' : `a text, ${JSON.stringify(shown)}`;
}
