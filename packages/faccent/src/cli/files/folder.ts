import path from 'node:path';

/** A name for files: letters with their marks, digits and hyphens. */
export const plainName = (text: string): string =>
  text
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/** Where results go unless it is said: KIND/PHOTO-FEATURE. */
export const defaultFolder = (kind: string, photoPath: string, feature: string): string =>
  path.join(kind, `${plainName(path.parse(photoPath).name)}-${plainName(feature)}`);

/** Where results go that are asked for in one folder: runs that differ in something share it, each in one of its own. */
export const folderIn = (out: string, ...differing: readonly (string | undefined)[]): string =>
  path.join(out, differing.filter((name) => name !== undefined).join('-'));
