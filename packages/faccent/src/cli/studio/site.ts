import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FaccentError } from 'faccent';
import { readJson } from '../../platform/node/read.js';

/** A page that is built with the package: what it is called, its folder, and the list of its files with their hashes. */
export interface BuiltPage {
  readonly name: string;
  readonly folder: string;
  readonly list: string;
}

/** Hashes of files in hexadecimals, by their paths within a site. */
export type FileList = Readonly<Record<string, string>>;

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

const built = (name: string): BuiltPage => ({
  name,
  folder: path.join(PACKAGE, name),
  list: `${name}-files.json`,
});

/** The page in which one accentuates. */
export const STUDIO = built('studio');

/** The page that shows an atlas. */
export const ATLAS = built('atlas');

const runtimeFolder = (): string =>
  path.dirname(fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));

/** What a site has that the package keeps elsewhere: the folders, by where paths within the site begin. */
export const elsewhere = (): readonly (readonly [begins: RegExp, folder: string])[] => [
  [/^network\//, path.join(PACKAGE, 'network')],
  // the version of the runtime
  [/^runtime\/[^/]+\//, runtimeFolder()],
];

/** Where a file of the site is on this machine. */
export function placeOf(page: BuiltPage, file: string): string {
  for (const [begins, folder] of elsewhere())
    if (begins.test(file)) return path.join(folder, file.replace(begins, ''));
  return path.join(page.folder, file);
}

/** All that the site has. @throws FaccentError where the page was not built */
export async function siteFiles({ name, folder, list }: BuiltPage): Promise<FileList> {
  try {
    return (await readJson(path.join(folder, list))) as FileList;
  } catch (cause) {
    throw new FaccentError(
      `the ${name}'s page is not in "${folder}": install faccent again (in a clone: npm run build)`,
      { cause },
    );
  }
}
