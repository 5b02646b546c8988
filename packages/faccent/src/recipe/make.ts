import { type Description, wholeDescription } from '../declaration/declare.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import type { Region } from '../image/region.js';
import { digest } from '../math/digest.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type WantedLevels, levelsOf } from '../levels/wanted.js';
import { type RunOptions, pictureOptions } from '../options.js';
import type { Start } from '../parameterization/parameterization.js';
import { defaultThreads } from '../platform/index.js';
import { factsOfRun } from './facts.js';
import {
  type RecipeFeature,
  type RecordedFile,
  type RecordedPhoto,
  type RunRequest,
  featureName,
  objectiveOf,
} from './recipe.js';
import { settingsOf } from './settings.js';

/** What a recipe is made of. */
export interface RecipeParts {
  /** As `loadModel` gives it: it knows where it came from. */
  readonly model: Model;
  /** As `readPhotograph` gives it, or what a recipe says of it without its values; none to start from noise. */
  readonly photograph?: (Image & Partial<RecordedPhoto>) | (Pick<Image, 'size'> & RecordedPhoto);
  /** What is raised: an objective, or a unit of a layer. */
  readonly objective: Objective | RecipeFeature;
  /** What is raised, for people; by default what the objective is called. */
  readonly name?: string;
  readonly options?: RunOptions;
  /** Where the picture may change, as a recipe has it; the values of a painted mask are `options.mask`. */
  readonly region?: Region;
  /** The file of the encoder that the objective reads. */
  readonly encoder?: RecordedFile;
  /** Height and width of a canvas without a photograph. */
  readonly size?: Size;
  /** Percentage of the picture that its opacity map shows fully; 20 by default. */
  readonly opacityPercentile?: number;
  /** Where it is to be a series of levels: which ones, as `accentuateTo` takes them. */
  readonly levels?: WantedLevels;
}

/**
 * A run as a recipe has it, before there are results: `runRecipe` runs it.
 * @throws FaccentError that names the option that is not what it should be
 * @example
 * const feature = { layer: 'block5c', unit: 12 };
 * const request = await recipe({ model, photograph: photo, objective: feature, options: { steps: 50 } });
 * const { recipe: made, result } = await finished(runRecipe(request, { model, photo }));
 * await writeFile('recipe.json', JSON.stringify(made));
 */
export async function recipe(parts: RecipeParts): Promise<RunRequest> {
  const { model, photograph, options = {}, region, encoder } = parts;
  const start = photograph ? 'photograph' : 'noise';
  const { size = photograph?.size ?? pictureOptions.size.usual! } = parts;
  const { opacityPercentile = pictureOptions.opacityPercentile.usual! } = parts;
  const feature = 'unit' in parts.objective && 'layer' in parts.objective ? parts.objective : undefined;
  const objective = feature ? objectiveOf(feature) : (parts.objective as Objective);
  if (parts.levels !== undefined && !photograph)
    throw new FaccentError('levels are of a photograph: give one');
  if (options.mask && !region)
    throw new FaccentError('a recipe names its mask by a file or a box: give the region beside the mask');
  return {
    environment: { device: options.device ?? 'cpu', threads: options.threads ?? defaultThreads() },
    model: modelRecord(model, options, start),
    photo: photograph && {
      path: photograph.path ?? '',
      sha256: photograph.sha256 ?? (await digest((photograph as Image).data)),
      background: photograph.background,
    },
    encoder,
    networks: networksRecord(model, objective),
    name: parts.name ?? (feature ? featureName(feature) : objective.name),
    objective: wholeDescription(objective) as Description,
    feature,
    settings: settingsOf(model, options, start, {
      ...{ size, opacityPercentile, mask: region ?? null },
    }),
    ...(parts.levels !== undefined && { levels: levelsOf(parts.levels) }),
  };
}

/** The other networks of an objective; none: undefined. */
function networksRecord(own: Model, { networks = [] }: Objective): RunRequest['networks'] {
  const others = networks.filter(({ model }) => model !== own).map(({ model }) => networkRecord(model));
  return others.length ? others : undefined;
}

function modelRecord(model: Model, options: RunOptions, start: Start): RunRequest['model'] {
  return { ...networkRecord(model), facts: factsOfRun(model, options, start) };
}

/** What is kept of a network, so that it is found and used again: its file, where it came from, its description. */
export function networkRecord({ origin, description }: Model): Omit<RunRequest['model'], 'facts'> {
  if (!origin) throw new FaccentError('a recipe names the file of its model: load it with loadModel');
  const { path, source, sha256 } = origin;
  // a file's source is its whole path
  const fetched = /^(?:hf:|https?:)/.test(source);
  return {
    path: fetched ? (path ?? source) : source,
    sha256,
    source,
    description: { ...description },
  };
}
