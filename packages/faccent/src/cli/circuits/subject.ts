import {
  type Device,
  type DeviceChoice,
  type Image,
  type Model,
  type Objective,
  type RecipeFeature,
  circuitLayers,
  objectiveOf,
} from 'faccent';
import { deviceOf } from '../device.js';
import { checkFeature, featureOf } from '../target.js';
import { type FolderImage, readFolder } from '../../platform/node/photos.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { printFacts } from '../print/model.js';

/** The flags that both commands have. */
export interface SubjectFlags extends ModelFlags {
  readonly model?: string;
  readonly feature?: { layer: string; unit: number };
  readonly class?: string;
  readonly natural: string;
  readonly layers?: readonly string[];
  readonly size: [number, number];
  readonly background?: string;
  readonly limit: number;
  readonly device: DeviceChoice;
  readonly threads?: number;
}

/** A feature, the photographs that drive it and the layers where it is looked at. */
export interface CircuitSubject {
  readonly model: Model;
  readonly feature: RecipeFeature;
  readonly objective: Objective;
  readonly natural: readonly FolderImage[];
  /** Values of the graph, in order. */
  readonly layers: readonly string[];
  /** What a value is called. */
  readonly nameOf: (layer: string) => string;
  readonly environment: { readonly device: Device; readonly threads?: number };
}

/** Reads what the flags name. @throws FaccentError */
export async function subjectOf(flags: SubjectFlags, quiet: boolean): Promise<CircuitSubject> {
  checkFeature(flags);
  const natural = await readFolder(flags.natural, flags, flags.limit);
  const device = await deviceOf(flags.device);
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  const feature = featureOf(model, flags);
  const objective = objectiveOf(feature);
  const layers = flags.layers?.map((layer) => model.resolve(layer)) ?? circuitLayers(model, objective);
  if (!quiet) printFacts(model.facts);
  const names = new Map(model.layers.map(({ value, name }) => [value, name]));
  return {
    model,
    feature,
    objective,
    natural,
    layers: [...new Set(layers)],
    nameOf: (layer) => names.get(layer) ?? layer,
    environment: { device, threads: flags.threads },
  };
}

export const imagesOf = (named: readonly FolderImage[]): Image[] => named.map(({ image }) => image);
