import { readFile } from 'node:fs/promises';

/** The page's modules, each after those that it imports. `tsc -b` puts them there. */
const MODULES = ['opacity', 'zoom', 'curve', 'main'];

const compiled = new URL('../../../dist/outputs/report/page/', import.meta.url);

/**
 * The page's modules as one script without imports: a page that is opened as a file can import nothing. Their names
 * at the top level differ.
 */
export async function pageScript(): Promise<string> {
  const modules = await Promise.all(MODULES.map((name) => readFile(new URL(`${name}.js`, compiled), 'utf8')));
  return modules.map((text) => text.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '')).join('\n');
}
