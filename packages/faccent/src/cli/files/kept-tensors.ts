import { lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError, checkTensorFile } from 'faccent';

/** How files of tensors begin that faccent writes. */
const OWN = [/^.{8}\{"__metadata__":\{"made_by":"faccent"/s, /^\x93NUMPY.{4}\{'descr': '<f4'/s];

/** Whether a file is one that faccent could have written. */
async function isOwn(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
    const begin = buffer.toString('latin1', 0, bytesRead);
    return OWN.some((pattern) => pattern.test(begin));
  } finally {
    await handle.close();
  }
}

/**
 * Looks whether a run that goes on may write the tensors that it was asked for when it began: the folder that says so may
 * be a stranger's.
 * @throws FaccentError where they would be written over something else
 */
export async function checkKeptTensors(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  checkTensorFile(file);
  const stem = file.replace(/\.npy$/, '');
  const written = stem === file ? [file] : [`${stem}-image.npy`, `${stem}-opacity.npy`];
  for (const one of written) {
    const there = await lstat(one).catch(() => undefined);
    if (there && !(there.isFile() && (await isOwn(one).catch(() => false))))
      throw new FaccentError(
        `the run was to save its tensors in "${path.resolve(one)}", which is there and is something else: move it away`,
      );
  }
}
