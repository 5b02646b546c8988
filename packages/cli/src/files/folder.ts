import path from 'node:path';

/** A name for files: letters, digits and hyphens. */
const plain = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/** Where results go unless it is said: KIND/PHOTO-FEATURE. */
export const defaultFolder = (kind: string, photoPath: string, feature: string): string =>
  path.join(kind, `${plain(path.parse(photoPath).name)}-${plain(feature)}`);
