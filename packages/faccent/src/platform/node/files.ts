import { fileURLToPath } from 'node:url';
import { FaccentError } from '../../errors.js';
import type { Files, Source, SourceFile } from '../platform.js';
import { webAddress, withoutCredentials } from '../address.js';
import { bytesOf } from '../contents.js';
import { PassingError } from '../passing.js';
import { httpFor } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { guard } from './network.js';
import { readBytes } from './read.js';

/** A larger file at an address is no photograph, in bytes. */
const LIMIT = 2 ** 29;

export const files: Files = {
  read: async (source, what, limit) => {
    const place = placeOf(source);
    if (typeof place !== 'string') return place;
    if (/^https?:/i.test(place)) return { bytes: await fetched(place), path: withoutCredentials(place) };
    return { bytes: await readBytes(place, what, limit), path: place };
  },

  save: (file, bytes) => writeWhole(file, bytes),
};

/** What names a file, or the file. */
function placeOf(source: Source): string | Promise<SourceFile> {
  if (typeof source === 'string') return source.startsWith('file:') ? pathOf(source) : source;
  if ('href' in source) return source.href.startsWith('file:') ? pathOf(source.href) : source.href;
  if ('arrayBuffer' in source)
    return source.arrayBuffer().then((buffer) => ({ bytes: new Uint8Array(buffer), path: source.name }));
  return Promise.resolve({ bytes: source instanceof Uint8Array ? source : new Uint8Array(source) });
}

/** The path of a `file:` address. @throws FaccentError where it is none */
export function pathOf(address: string): string {
  try {
    return fileURLToPath(address);
  } catch (cause) {
    throw new FaccentError(`"${address}" is no path of this machine: ${(cause as Error).message}`, { cause });
  }
}

async function fetched(address: string): Promise<Uint8Array> {
  const { host } = webAddress(address);
  const http = httpFor({}, { tokenName: '', guard: guard() });
  return http.retrying(async () => {
    const quiet = new AbortController();
    const timer = setTimeout(() => quiet.abort(), http.idleTimeout);
    try {
      const { response } = await http.once(address, {}, quiet.signal);
      return await bytesOf(response, LIMIT, host, () => timer.refresh());
    } catch (cause) {
      if (!quiet.signal.aborted) throw cause;
      throw new PassingError(`${host} sent nothing for ${http.idleTimeout / 1000} s`, { cause });
    } finally {
      clearTimeout(timer);
    }
  });
}
