import { FaccentError } from '../../errors.js';
import { digestWhereSecure } from '../../math/digest.js';
import type { Http } from '../http.js';
import { PassingError } from '../passing.js';
import type { Expected } from '../transfer.js';

interface FetchFileOptions {
  readonly expected?: Expected;
  /** A larger file is refused, in bytes. */
  readonly limit?: number;
  readonly progress?: (bytes: number, total: number | undefined) => void;
}

/** A file at an address, whole and checked against what is stated of it. @throws FaccentError */
export async function fetchFile(http: Http, url: string, options: FetchFileOptions): Promise<Uint8Array> {
  const { expected = {}, limit, progress } = options;
  const bytes = await http.retrying(async (progressed) => {
    const { response } = await http.once(url, {});
    const stated = Number(response.headers.get('content-length') ?? NaN);
    const size = expected.size ?? (Number.isFinite(stated) ? stated : undefined);
    if ((size ?? 0) > (limit ?? Infinity))
      throw new FaccentError(`${url} has ${size} bytes; faccent reads at most ${limit} of such a file`);
    return receive(response, url, { size, limit, progress, progressed });
  });
  const found = await (expected.sha256 === undefined ? gitHash(bytes) : digestWhereSecure(bytes));
  const wanted = expected.sha256 ?? expected.gitHash;
  // a page that is not secure has no hashes
  if (wanted !== undefined && found !== undefined && found !== wanted)
    throw new FaccentError(
      `${url} has the hash ${found}, but its source states ${wanted}: it was damaged or exchanged on its way; try again`,
    );
  return bytes;
}

async function receive(
  response: Response,
  url: string,
  to: FetchFileOptions & { readonly size?: number; readonly progressed: () => void },
): Promise<Uint8Array> {
  const { host } = new URL(url);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  while (reader) {
    const { done, value } = await reader.read().catch((cause: Error) => {
      throw new PassingError(`${host} broke off after ${length} bytes`, { cause });
    });
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > (to.limit ?? Infinity))
      throw new FaccentError(`${url} is longer than the ${to.limit} bytes that it should have`);
    to.progressed();
    to.progress?.(length, to.size);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (to.size !== undefined && length < to.size)
    throw new PassingError(`${host} broke off after ${length} of ${to.size} bytes`);
  return bytes;
}

/** SHA-1 of a file's contents as Git has them, in hexadecimal. */
async function gitHash(bytes: Uint8Array): Promise<string | undefined> {
  if ((crypto.subtle as unknown) === undefined) return undefined;
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(header.length + bytes.length);
  whole.set(header);
  whole.set(bytes, header.length);
  const hash = await crypto.subtle.digest('SHA-1', whole);
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('');
}
