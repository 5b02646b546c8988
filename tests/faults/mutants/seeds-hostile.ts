import { npys, tensorFiles } from '../hostile/arrays.js';
import { hostile } from '../hostile/all.js';
import type { Hostile } from '../hostile/kind.js';
import { pictures } from '../hostile/pictures.js';
import type { Seed } from './seeds.js';

/** Files that are made to harm; made when they are asked for. */
const seedsIn = (kind: string, made: Hostile, file: string): Seed[] =>
  Object.entries(made).map(([name, make]) => ({
    ...{ name: `${kind}: ${name}`, file },
    get files() {
      const made = make();
      return made instanceof Uint8Array ? { [file]: made } : { [file]: made.model, ...made.beside };
    },
  }));

/** Models that are made to harm, each with its kind in its name. */
export const traps = (): Seed[] =>
  Object.entries(hostile).flatMap(([kind, models]) => seedsIn(kind, models, 'model.onnx'));

/** NumPy and safetensors files that are made to harm. */
export const hostileNpys = (): Seed[] => seedsIn('npy', npys, 'a.npy');
export const hostileTensors = (): Seed[] => seedsIn('safetensors', tensorFiles, 'a.safetensors');

/** Pictures that are made to harm, each with its kind in its name. */
export const hostilePictures = (): Seed[] =>
  Object.entries(pictures).flatMap(([kind, made]) => seedsIn(kind, made, 'picture'));
