import type { NamedFile } from '../worker/protocol.js';

/** Gives a file to the browser to save. */
export function download({ name, type, bytes }: NamedFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
