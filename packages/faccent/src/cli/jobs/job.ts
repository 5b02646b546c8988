import path from 'node:path';
import {
  type DeviceChoice,
  type LoadedEncoder,
  type Model,
  type Photograph,
  type Region,
  type RunOptions,
  type RunRequest,
  type Size,
  objectives,
  recipe,
} from 'faccent';
import { given } from '../../objective/given.js';
import type { Rival } from '../against/rival.js';
import type { LevelsText } from '../flags/parse.js';
import type { Target } from '../target.js';

/** The flags of every command that makes pictures. */
export interface RunFlags {
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const isQuiet = ({ quiet, json }: Pick<RunFlags, 'quiet' | 'json'>): boolean =>
  quiet === true || json === true;

/** What is known of a photograph besides its values, which are read again for its run. */
export type KnownPhotograph = Omit<Photograph, 'data'> & Required<Pick<Photograph, 'path' | 'sha256'>>;

/** A run, and where it goes. */
export interface Job {
  readonly model: Model;
  /** None to start from noise. */
  readonly photo?: KnownPhotograph;
  /** What the objective's latents are of. */
  readonly encoder?: LoadedEncoder;
  readonly target: Target;
  /** What the target is to be raised against. */
  readonly rival?: Rival;
  /** Other networks that the objective looks at. */
  readonly networks?: readonly Model[];
  /** What the target is raised against, once that is weighed. */
  readonly against?: RunRequest['against'];
  readonly options: RunOptions;
  readonly size: Size;
  /** Where the picture may change; undefined: everywhere. */
  readonly region?: Region;
  readonly opacityPercentile?: number;
  /** Where it is a series of levels: which ones. */
  readonly levels?: LevelsText;
  readonly folder: string;
  /** The class whose probability is said, where there is one. */
  readonly probable?: number;
}

/** A job as a recipe has it: files by their whole paths. */
export async function requestOf({
  model,
  photo,
  encoder,
  target,
  networks,
  against,
  options,
  size,
  region,
  opacityPercentile,
}: Job): Promise<RunRequest> {
  const request = await recipe({
    ...{ model, options, region, size, opacityPercentile, name: target.name },
    photograph: photo && { ...photo, path: path.resolve(photo.path) },
    objective: objectives.read(target.objective, {
      given: given({ model, encoder: encoder?.encoder, networks }),
    }),
    encoder: encoder && { path: path.resolve(encoder.path), sha256: encoder.sha256 },
  });
  return { ...request, feature: target.feature, ...(against && { against }) };
}

/** The class that a run is about. */
export const classOf = ({ feature }: Pick<Target, 'feature'>, model: Model): number | undefined =>
  feature?.layer === model.logits && feature.position === undefined ? feature.unit : undefined;
