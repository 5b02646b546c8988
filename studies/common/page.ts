import path from 'node:path';
import prettier from 'prettier';
import { writeProjectFile } from './files.js';
import { root } from './root.js';

/** Writes a page of the docs, formatted as the project's pages are. @param file its path in the project */
export async function writePage(file: string, text: string): Promise<void> {
  const whole = path.join(root, file);
  const { ignored } = await prettier.getFileInfo(whole, { ignorePath: path.join(root, '.prettierignore') });
  const options = { ...(await prettier.resolveConfig(whole)), parser: 'markdown' };
  await writeProjectFile(file, ignored ? text : await prettier.format(text, options));
}
