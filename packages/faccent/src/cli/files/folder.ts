import path from 'node:path';

/** Of a name, in characters and in bytes: two of them, and what is put behind for a while, make one of 255 bytes. */
const [LONGEST, MOST_BYTES] = [60, 90];

/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$/i;

/** As much of a text as fits, without halves of characters. */
function cut(text: string): string {
  let [taken, bytes] = ['', 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (taken.length + character.length > LONGEST || bytes > MOST_BYTES) break;
    taken += character;
  }
  return taken;
}

/** A name for files on any system: letters with their marks, digits and hyphens. */
export function plainName(text: string): string {
  const plain = text.normalize().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const name = cut(plain.replace(/^-/, '')).replace(/-$/, '') || 'unnamed';
  return RESERVED.test(name) ? `${name}-` : name;
}

/** A photograph's own name, where every system may have it for a folder. */
function photographName(file: string): string {
  const { name } = path.parse(file);
  const fine = /^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_ .()+-]*$/u.test(name) && !/[ .]$/.test(name);
  return fine && Buffer.byteLength(name) <= MOST_BYTES && !RESERVED.test(name.split('.')[0]!)
    ? name
    : plainName(name);
}

/** Names of things that differ, each its own: also where systems do not tell small letters from large ones. */
function distinct(things: readonly string[], nameOf: (thing: string) => string): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const thing of things) {
    if (names.has(thing)) continue;
    const own = nameOf(thing);
    let name = own;
    for (let n = 2; taken.has(key(name)); n++) name = `${own}-${n}`;
    taken.add(key(name));
    names.set(thing, name);
  }
  return names;
}

const key = (name: string): string => name.normalize('NFKC').toLowerCase();

/** What runs are called that go to folders of their own. */
export interface RunNames {
  /** @param whole as it is, where nothing else is in the folder's name */
  readonly photograph: (file: string, whole: boolean) => string;
  readonly feature: (feature: Feature) => string;
}

/** What a run raises: two classes may have one label. */
export interface Feature {
  readonly name: string;
  readonly objective: unknown;
}

const written = ({ name, objective }: Feature): string => JSON.stringify([name, objective]);

/** Names for the folders of runs: photographs of the same name and features that are written alike get a number. */
export function runNames(photographs: readonly string[], features: readonly Feature[]): RunNames {
  const stems = distinct(
    photographs.map((file) => path.resolve(file)),
    photographName,
  );
  const plain = distinct([...stems.values()], plainName);
  const names = distinct(features.map(written), (one) => plainName((JSON.parse(one) as [string])[0]));
  return {
    photograph: (file, whole) => {
      const stem = stems.get(path.resolve(file))!;
      return whole ? stem : plain.get(stem)!;
    },
    feature: (feature) => names.get(written(feature)) ?? plainName(feature.name),
  };
}

/** Where results go unless it is said: KIND/PHOTO-FEATURE. */
export const defaultFolder = (kind: string, photoPath: string, feature: string): string =>
  path.join(kind, `${plainName(path.parse(photoPath).name)}-${plainName(feature)}`);

/** Where results go that are asked for in one folder: runs that differ in something share it, each in one of its own. */
export const folderIn = (out: string, ...differing: readonly (string | undefined)[]): string =>
  path.join(out, differing.filter((name) => name !== undefined).join('-'));
