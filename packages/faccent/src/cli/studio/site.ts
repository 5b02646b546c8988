import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FaccentError } from 'faccent';
import { readJson } from '../../platform/node/read.js';

/** The page's list of its files, with their hashes. */
export const LIST = 'studio-files.json';

/** Hashes of files in hexadecimals, by their paths within a site. */
export type FileList = Readonly<Record<string, string>>;

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** The page's own files. */
export const PAGE_FOLDER = path.join(PACKAGE, 'studio');

const runtimeFolder = (): string =>
  path.dirname(fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));

/** What a site has that the package keeps elsewhere: the folders, by where paths within the site begin. */
export const elsewhere = (): readonly (readonly [begins: RegExp, folder: string])[] => [
  [/^network\//, path.join(PACKAGE, 'network')],
  // the version of the runtime
  [/^runtime\/[^/]+\//, runtimeFolder()],
];

/** Where a file of the site is on this machine. */
export function placeOf(file: string): string {
  for (const [begins, folder] of elsewhere())
    if (begins.test(file)) return path.join(folder, file.replace(begins, ''));
  return path.join(PAGE_FOLDER, file);
}

/** All that the site has. @throws FaccentError where the page was not built */
export async function siteFiles(): Promise<FileList> {
  try {
    return (await readJson(path.join(PAGE_FOLDER, LIST))) as FileList;
  } catch (cause) {
    throw new FaccentError(
      `the studio's page is not in "${PAGE_FOLDER}": install faccent again (in a clone: npm run build)`,
      { cause },
    );
  }
}
