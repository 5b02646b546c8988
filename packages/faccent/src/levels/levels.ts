import { type AccentuateOptions, accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { type Image, imageFromBytes, imageToBytes, planesOf } from '../image/image.js';
import { largest, smallest } from '../math/extremes.js';
import { type ObjectiveProbe, objectiveProbe } from '../inspect/objective-values.js';
import type { Model } from '../model/model.js';
import { multiply } from '../objective/algebra.js';
import type { Objective } from '../objective/objective.js';
import { DEFAULTS } from '../options.js';
import { graphCache } from '../step/cache.js';
import { finished } from '../step/finished.js';
import { type TradeOff, tradeOff } from '../step/opposed.js';
import type { Checkpoint, Step } from '../step/records.js';
import { told } from '../step/told.js';
import type { ValueOn } from './between.js';
import { type Found, pictureAt } from './picture-at.js';
import { type LevelPath, type PathStep, followed, keptEvery } from './path.js';
import { type WantedLevels, evenly, levelsOf } from './wanted.js';

/** Which way levels are looked for: by raising the objective, or by lowering it. */
export type Direction = 'ascent' | 'descent';

/** How a series of levels is made. */
export interface LevelsOptions extends Omit<
  AccentuateOptions,
  'snapshots' | 'cutoff' | 'startFrom' | 'start' | 'resume'
> {
  /** Is told of each direction before it begins. */
  readonly onDirection?: (direction: Direction, place: { readonly at: number; readonly of: number }) => void;
  /** Where an earlier run of the same series left a direction, by `checkpoint` of its steps: asked before it goes on. */
  readonly resume?: (direction: Direction) => Promise<Checkpoint | undefined>;
}

/** A step of one of the two directions. */
export interface LevelStep extends PathStep {
  readonly direction: Direction;
}

/** A picture of a series. */
export interface Level extends Found {
  /** The activation that was wanted on the whole picture. */
  readonly wanted: number;
  readonly direction: Direction;
  /** Where the objective is raised against another: that one on the whole picture. Levels are of what is raised. */
  readonly other?: number;
  /** That the run did not come so far: the picture is the nearest that it came to. */
  readonly missed?: true;
}

/** A series of pictures from one photograph. */
export interface Levels {
  /** From the lowest up. */
  readonly levels: readonly Level[];
  /** The objective on the whole photograph. */
  readonly activation: number;
  /** From the lowest to the highest of the photograph and of the levels, as far as they are in reach: errors are parts of it. */
  readonly range: readonly [low: number, high: number];
  /** Where one objective is raised against another: both, up to the highest level. */
  readonly against?: TradeOff;
  /** Where each direction went; none of what was not needed. */
  readonly paths: { readonly [D in Direction]?: LevelPath };
  /** The balance β that was used, where the run was regularized. */
  readonly balance?: number;
}

/** How far from its level a picture may be, as a part of the range (docs/method.md, 8.4). */
const TOLERANCE = 0.005;

/**
 * A picture as its file will have it: a level is one of the file. Rounding moves an activation by some percent of the range
 * where it is that of a feature that looks at noise. Stacks are written as they are.
 */
const inBytes = (image: Image): Image =>
  planesOf(image) === 3 ? imageFromBytes(imageToBytes(image), image.size, 3) : image;

/**
 * From one photograph a series of pictures whose activation on the whole is each of some levels, below and above the
 * photograph's own (after Prince et al. 2026): one ascent and one descent, and on the lines between their pictures those of
 * the levels (docs/method.md, 8.4). An asynchronous generator, as `accentuation`.
 * @param levels activations, in the objective's own units, or how many there are to be, from the lowest to the highest that
 * is reached; what is natural is `quantile(naturalActivations, 0.95)`
 * @throws FaccentError, GraphError before the first step, if the request cannot be met
 * @example
 * for await (const { direction, step, whole } of accentuationTo(model, photo, objective, 3))
 *   console.log(direction, step, whole);
 */
export async function* accentuationTo(
  model: Model,
  photograph: Image,
  objective: Objective,
  levels: WantedLevels,
  options: LevelsOptions = {},
): AsyncGenerator<LevelStep, Levels, void> {
  const wanted = levelsOf(levels);
  checkOptions(options, photograph);
  const { cache: given, onDirection, resume, ...run } = options;
  const { device, threads, backend, steps = DEFAULTS.steps } = run;
  const cache = given ?? graphCache();
  const looking = { photograph, device, threads, backend };
  const { raised = objective, other } = objective.against ?? {};
  const probe = objectiveProbe(model, raised, looking);
  const besides = other && objectiveProbe(model, other, looking);
  const valueOn: ValueOn = (image) => probe.valueOn(inBytes(image));
  try {
    const activation = await probe.valueOn(photograph);
    const directions = directionsTo(wanted, activation, other !== undefined);
    const snapshots = keptEvery(steps, photograph.size, planesOf(photograph));
    const paths: { [D in Direction]?: LevelPath } = {};
    for (const [i, { direction, sign, isFar }] of directions.entries()) {
      onDirection?.(direction, { at: i + 1, of: directions.length });
      const from = await resume?.(direction);
      // the sign is fed to the graph, so that both directions have one
      const going = accentuation(model, photograph, multiply(objective, sign), {
        ...{ ...run, cache, snapshots, resume: from },
      });
      const following = followed(going, valueOn, { from, isFar });
      paths[direction] = yield* inItsUnits(following, { direction, sign });
    }
    const series = await seriesOf(paths, wanted, activation, valueOn);
    return besides ? await withOther(series, besides, photograph) : series;
  } finally {
    await probe.release();
    await besides?.release();
    if (!given) await cache.release();
  }
}

/**
 * Makes a series of levels to its end.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `accentuationTo`
 * @example
 * const { levels } = await accentuateTo(model, photo, channel({ layer: 'block5c', unit: 12 }), 3);
 * for (const { reached, image } of levels) await savePicture(`at-${reached.toFixed(2)}.png`, image);
 */
export const accentuateTo = (
  model: Model,
  photograph: Image,
  objective: Objective,
  levels: WantedLevels,
  { onStep, ...options }: LevelsOptions & { readonly onStep?: (step: LevelStep) => void } = {},
): Promise<Levels> => finished(accentuationTo(model, photograph, objective, levels, options), onStep);

/** A series with what the other objective is on its pictures, and on the way to the highest. */
async function withOther(series: Levels, probe: ObjectiveProbe, photograph: Image): Promise<Levels> {
  const before = { raised: series.activation, other: await probe.valueOn(photograph) };
  const levels: (Level & { readonly other: number })[] = [];
  for (const level of series.levels) levels.push({ ...level, other: await probe.valueOn(level.image) });
  const { reached: raised, other, step } = levels.at(-1)!;
  const way = series.paths.ascent!.steps.filter((one) => one.step < step);
  return { ...series, levels, against: tradeOff(before, way, { step, raised, other }) };
}

/** @throws FaccentError for what a series cannot be made with */
function checkOptions(options: AccentuateOptions | LevelsOptions, photograph: unknown): void {
  if (Array.isArray(photograph) || (options.parameterization?.images ?? 1) > 1)
    throw new FaccentError('levels are of one photograph and one picture: of a batch, make each by itself');
  const { cutoff, startFrom, start, snapshots } = options as AccentuateOptions;
  if (cutoff !== undefined)
    throw new FaccentError('levels say where a run ends: leave cutoff out, or name it among the levels');
  if (startFrom === 'noise' || start !== undefined)
    throw new FaccentError("levels begin in the photograph: leave start out, and startFrom at 'photograph'");
  if (snapshots !== undefined)
    throw new FaccentError('levels take snapshots of their own: leave snapshots out');
}

interface Way {
  readonly direction: Direction;
  readonly sign: 1 | -1;
  readonly isFar?: (activation: number) => boolean;
}

/** The ways that lead to levels: for so many of them both, to their ends; else until the last level is passed. */
function directionsTo(wanted: WantedLevels, activation: number, isOpposed: boolean): Way[] {
  const ascent = { direction: 'ascent', sign: 1 } as const;
  const descent = { direction: 'descent', sign: -1 } as const;
  if (typeof wanted === 'number') return isOpposed ? [ascent] : [ascent, descent];
  const [low, high] = [wanted[0]!, wanted.at(-1)!];
  // on the way down the other would be raised
  if (isOpposed && low < activation)
    throw new FaccentError(
      `of one objective against another levels are above the photograph's own, ${activation.toPrecision(4)}, and ${low} is not: leave it out`,
    );
  return [
    ...(high >= activation ? [{ ...ascent, isFar: (now: number) => now >= high }] : []),
    ...(low < activation ? [{ ...descent, isFar: (now: number) => now <= low }] : []),
  ];
}

/** A direction's path, whose steps tell of the objective itself, and not of what is raised on the way down. */
async function* inItsUnits(
  path: AsyncGenerator<PathStep, LevelPath, void>,
  { direction, sign }: Pick<Way, 'direction' | 'sign'>,
): AsyncGenerator<LevelStep, LevelPath, void> {
  const signed = <S extends Step>(step: S): S => ({ ...step, activation: sign * step.activation });
  const all = yield* told(path, (step) => ({ ...signed(step), direction }));
  return { ...all, steps: all.steps.map(signed) };
}

/** The pictures of the levels, on the paths that were gone. */
async function seriesOf(
  paths: Levels['paths'],
  wanted: WantedLevels,
  activation: number,
  valueOn: ValueOn,
): Promise<Levels> {
  const on = (path?: LevelPath): number[] => path?.pictures.map((picture) => picture.activation) ?? [];
  const [lowest, highest] = [smallest(on(paths.descent), activation), largest(on(paths.ascent), activation)];
  const all = typeof wanted === 'number' ? evenly(wanted, lowest, highest) : wanted;
  const range = [
    Math.min(activation, Math.max(lowest, all[0]!)),
    Math.max(activation, Math.min(highest, all.at(-1)!)),
  ] as const;
  const tolerance = TOLERANCE * (range[1] - range[0]);
  const levels: Level[] = [];
  for (const level of all) {
    const direction = level >= activation ? 'ascent' : 'descent';
    const found = await pictureAt(paths[direction]!, level, { valueOn, tolerance });
    const isMissed = Math.abs(found.reached - level) > tolerance;
    levels.push({
      wanted: level,
      ...found,
      image: inBytes(found.image),
      direction,
      ...(isMissed && { missed: true }),
    });
  }
  const balance = (paths.ascent ?? paths.descent)?.balance;
  return { levels, activation, range, paths, ...(balance !== undefined && { balance }) };
}
