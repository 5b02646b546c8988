import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { externalDataFiles } from 'faccent';
import { fileFailure } from '../../../platform/node/failure.js';
import { hashOf } from '../../../platform/node/verified.js';
import { isThere } from './data.js';
import { linkOrCopy } from './files.js';

/** Files that are larger are not put into a site, in bytes: a page would have no room for them. */
const MOST = 1.5e9;

/** The network in the site, or why it is not there. */
export type PutNetwork = { readonly file: string } | { readonly why: string };

/** Puts the network into the site, so that what is missing can be accentuated there. */
export async function putNetwork(
  site: string,
  network: { readonly path: string; readonly sha256: string },
): Promise<PutNetwork> {
  const file = `network/${network.sha256.slice(0, 32)}.onnx`;
  if (await isThere(site, file)) return { file };
  const from = path.resolve(network.path);
  const there = await stat(from).catch(() => undefined);
  if (!there?.isFile()) return { why: `"${from}" is not there` };
  if (there.size > MOST) return { why: `it has ${there.size} bytes, which is too much for a page` };
  try {
    if ((await hashOf(from, 'sha256')) !== network.sha256)
      return { why: `"${from}" is not the one that the plan was made with` };
    if (externalDataFiles(await readFile(from)).length)
      return { why: 'its weights are in files of their own, which a page does not read' };
    await mkdir(path.join(site, 'network'), { recursive: true });
    await linkOrCopy(from, path.join(site, file));
    return { file };
  } catch (cause) {
    return { why: fileFailure('read', from, cause).message };
  }
}
