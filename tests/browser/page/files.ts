/** A page that makes the files of made-up runs, itself or in a worker. */
import { checkAnimation } from 'faccent';
import { madeFiles } from './made-files.js';

/** Text, or bytes as numbers. */
export type Made = [name: string, contents: string | number[]][];

declare global {
  function filesHere(): Promise<Made>;
  function filesInWorker(): Promise<Made>;
  /** What is said of an animation that cannot be made, or nothing. */
  function refusalOf(format: 'webp' | 'gif' | 'mp4'): Promise<string | undefined>;
}

const plainly = (files: ReadonlyMap<string, Uint8Array | string>): Made =>
  [...files].map(([name, contents]) => [name, typeof contents === 'string' ? contents : [...contents]]);

globalThis.filesHere = async () => plainly(await madeFiles());

globalThis.filesInWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./files-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Map<string, Uint8Array | string> | Error>) =>
      data instanceof Error ? reject(data) : resolve(plainly(data));
    worker.onerror = ({ message }) => reject(new Error(message));
  });

globalThis.refusalOf = (format) =>
  checkAnimation(format).then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  );
