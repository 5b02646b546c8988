import { FaccentError } from '../../errors.js';
import type { Files, Source, SourceFile } from '../platform.js';

interface Anchor {
  href: string;
  download: string;
  click(): void;
}

declare const document: { createElement(name: 'a'): Anchor } | undefined;

export const files: Files = {
  read: async (source, what) => {
    const place = addressOf(source);
    return typeof place === 'string' ? { bytes: await fetchBytes(place, what), path: place } : bytesOf(place);
  },

  save: (file, bytes, type) => {
    if (typeof document === 'undefined')
      return Promise.reject(new FaccentError(`a worker has no downloads: send "${file}" to the page`));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = file.split('/').at(-1)!;
    link.click();
    // the browser reads it when the page has come to rest
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return Promise.resolve();
  },
};

type Contents = Exclude<Source, string | { readonly href: string }>;

const addressOf = (source: Source): string | Contents =>
  typeof source === 'string' ? source : 'href' in source ? source.href : source;

async function bytesOf(source: Contents): Promise<SourceFile> {
  if (source instanceof Uint8Array) return { bytes: source };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source) };
  return { bytes: new Uint8Array(await source.arrayBuffer()), path: source.name };
}

/** @param what to do, for errors */
export async function fetchBytes(address: string, what: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw new FaccentError(`cannot ${what} "${address}": ${(cause as Error).message}`, { cause });
  }
  if (!response.ok) throw new FaccentError(`cannot ${what} "${address}": HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
