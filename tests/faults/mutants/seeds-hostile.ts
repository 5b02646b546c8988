import { hostile } from '../hostile/all.js';
import type { Seed } from './seeds.js';

/** Models that are made to harm, each with its kind in its name; made when they are asked for. */
export const traps = (): Seed[] =>
  Object.entries(hostile).flatMap(([kind, models]) =>
    Object.entries(models).map(([name, make]) => ({
      ...{ name: `${kind}: ${name}`, file: 'model.onnx' },
      get files() {
        const made = make();
        return made instanceof Uint8Array
          ? { 'model.onnx': made }
          : { 'model.onnx': made.model, ...made.beside };
      },
    })),
  );
