import { described, wholeDescription } from '../declaration/declare.js';
import type { Options, Reading, Within } from '../declaration/option.js';
import { checked, unknownOption } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Region, boxMask, regionFrom } from '../image/region.js';
import type { Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import { type RunOptions, recordedOptions, settled } from '../options.js';
import type { Start } from '../parameterization/parameterization.js';
import type { RecipeSettings, RunRequest } from './recipe.js';

/** What a recipe records beside the options of the run. */
export type Picture = Pick<RecipeSettings, 'size' | 'opacityPercentile' | 'mask'>;

/**
 * A run's options as a recipe has them: with nothing left to defaults, null where there is none.
 * @throws FaccentError that names the option that is not what it should be
 */
export function settingsOf(
  model: Model,
  options: RunOptions,
  start: Start,
  picture: Picture,
): RecipeSettings {
  const settings = settled(model, options, start) as unknown as Readonly<Record<string, unknown>>;
  const json: Readonly<Record<string, unknown>> = described(
    'settings',
    recordedOptions,
    pickRecorded(settings),
    wholeDescription,
  );
  const recorded = Object.keys(recordedOptions).map((name) => [name, json[name] ?? null]);
  return { ...Object.fromEntries(recorded), ...picture } as RecipeSettings;
}

const pickRecorded = (settings: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(recordedOptions).map((name) => [name, settings[name]]));

/**
 * How a recipe runs, as options of `accentuate` and of `visualize`.
 * @param mask the values of a painted mask, which a recipe names by its file
 * @param reading is told of old spellings
 * @throws FaccentError that names the setting that cannot be used, or if a painted mask is not given
 * @example
 * const again = await accentuate(model, photo, objectives.read(run.recipe.objective), optionsOf(run.recipe));
 * again.activation.after === run.result.activation.after; // true
 */
export function optionsOf(
  { settings, environment: { device, threads } }: Pick<RunRequest, 'settings' | 'environment'>,
  mask?: Float32Array,
  reading: Reading = {},
): RunOptions {
  const region = settings.mask === null ? undefined : regionFrom(settings.mask);
  return {
    ...recordedFrom(settings, reading),
    device,
    threads,
    mask: region && maskOf(region, settings.size, mask),
  };
}

/**
 * The recorded options from their JSON: what is null or left out stays out.
 * @param reading `known`: what is no such option is refused
 * @throws FaccentError that names the one that is not what it should be
 */
export function recordedFrom(
  settings: object,
  { known = false, ...reading }: Reading & { readonly known?: boolean } = {},
): Partial<RunOptions> {
  const unknown = Object.keys(settings).find((name) => !Object.hasOwn(recordedOptions, name));
  if (known && unknown !== undefined)
    throw unknownOption(reading.path ?? 'settings', unknown, Object.keys(recordedOptions));
  const within: Within = { ...reading, read: () => undefined };
  const read = Object.entries(recordedOptions as Options).map(
    ([name, { schema, json }]): [string, unknown] => {
      const value = (settings as Readonly<Record<string, unknown>>)[name];
      if (value === null || value === undefined) return [name, undefined];
      const path = `${reading.path ?? 'settings'}.${name}`;
      return [name, json ? json.read(value, path, within) : checked(schema, value, path)];
    },
  );
  return Object.fromEntries(read);
}

function maskOf(region: Region, size: Size, painted: Float32Array | undefined): Float32Array {
  if ('box' in region) return boxMask(region.box, size);
  if (!painted)
    throw new FaccentError(`the recipe has a painted mask, "${region.path}": give its values beside it`);
  return painted;
}
