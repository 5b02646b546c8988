/**
 * A name as flags and files have it.
 * @example kebabCase('gradCam') // 'grad-cam'
 */
export const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
