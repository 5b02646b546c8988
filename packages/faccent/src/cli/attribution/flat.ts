import type { Attribution } from 'faccent';

/** What is said of a map that is the same everywhere; undefined of any other. */
export function flatness({ name, map, signed }: Attribution): string | undefined {
  const [first = 0] = map;
  if (map.some((value) => value !== first)) return undefined;
  const flat = `${name} is ${first} everywhere`;
  if (name === 'gradCam')
    return `${flat}: no channel of its layer speaks for the feature here; signedCam shows what speaks against it`;
  return signed || first !== 0 ? flat : `${flat}: the feature does not depend on the photograph here`;
}
