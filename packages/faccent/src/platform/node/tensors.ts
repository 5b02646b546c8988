import { parseNpy } from '../../formats/npy.js';
import { parseSafetensors } from '../../formats/safetensors.js';
import type { Value } from '../runtime.js';
import { readBytes } from './read.js';

/** Reads a NumPy array from a file. @throws FaccentError as `parseNpy` */
export const readNpy = async (path: string): Promise<Value> => parseNpy(await readBytes(path), path);

/** Reads all tensors of a safetensors file. @throws FaccentError as `parseSafetensors` */
export const readSafetensors = async (path: string): Promise<Map<string, Value>> =>
  parseSafetensors(await readBytes(path), path);
