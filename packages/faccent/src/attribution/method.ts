import { type Declared, type Description, kind } from '../declaration/declare.js';
import type { Complete, Given, Options } from '../declaration/option.js';
import { bare } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import { firstNotFinite, notFinite } from '../first-not-finite.js';
import { notFiniteAt } from '../formats/finite.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type { Attribution, AttributionOptions, Subject } from './attribution.js';

/** What is known of a method's maps before one is made. */
export interface MethodTraits {
  /** Whose positions a map has: the image's pixels, or a layer's, which `resizeMap` lays over the image. */
  readonly grid: 'image' | 'layer';
  /** Whether negative values speak against the objective; otherwise no value is negative. */
  readonly signed: boolean;
  /** Whether a map comes in two parts, as a `PartedAttribution`. */
  readonly parted: boolean;
  /** Who described it, and when. */
  readonly source: string;
}

/** A way to make maps, with the options of that way. */
export interface AttributionMethod extends MethodTraits {
  readonly name: string;
  /** What `attributionMethods.read` makes the same method of. */
  readonly description: Description;
  /**
   * A map of what in the image the objective comes from. The image is shown whole, resized to the model's input.
   * @throws FaccentError for a layer or a unit that is not there
   */
  readonly map: (
    model: Model,
    image: Image,
    objective: Objective,
    options?: AttributionOptions,
  ) => Promise<Attribution>;
}

/** What a method makes: all of its map but what its declaration says. */
export type Made<A extends Attribution = Attribution> = Omit<A, 'name' | 'signed'>;

interface MethodDeclaration<O extends Options, M extends Made> {
  readonly about: string;
  readonly options: O;
  readonly formerly?: readonly string[];
  readonly source: string;
  readonly grid: MethodTraits['grid'];
  /** Of the map, or of the map by these options. */
  readonly signed: boolean | ((options: Complete<O>) => boolean);
  readonly parted?: boolean;
  readonly map: (subject: Subject, options: Complete<O>, running: AttributionOptions) => Promise<M>;
}

/** A method as a function, which takes its own options and where it runs as one object, and its declaration. */
export type DeclaredMethod<O extends Options, M extends Made> = ((
  model: Model,
  image: Image,
  objective: Objective,
  options?: Given<O> & AttributionOptions,
) => Promise<Attribution & M>) & { readonly declared: Declared<AttributionMethod> };

const declare = kind<AttributionMethod, Omit<AttributionMethod, 'name' | 'description'>>(
  'attribution method',
  (built, own) => ({ ...built, ...own }),
);

/** Options that every method takes: they say where it runs, and are no part of its description. */
const RUNNING: Readonly<Record<keyof AttributionOptions, true>> = {
  ...{ backend: true, device: true, threads: true, viewsAtOnce: true, cache: true },
};

/** Options of a call: the method's own, and where it runs. */
export function partOptions(
  options: Readonly<Record<string, unknown>>,
): [own: Readonly<Record<string, unknown>>, running: AttributionOptions] {
  const pick = (running: boolean): Record<string, unknown> =>
    Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(RUNNING, name) === running));
  return [pick(false), pick(true)];
}

/** The error for a map that has no numbers in it: what the network gives is to blame, or its gradient alone. */
async function notAMap(
  name: string,
  found: number,
  { model, image, objective }: Subject,
  running: AttributionOptions,
): Promise<FaccentError> {
  const layer = objective.layers[0]!;
  const known = await firstNotFinite(model, image, layer, running).catch(() => undefined);
  if (known !== undefined) return notFinite({ model, image, layer, found }, running);
  return new FaccentError(
    `the map of "${name}" has ${found} in it, though all layers up to ${JSON.stringify(layer)} are numbers: the gradient overflows float32 on its way back, or 0 is divided by 0 there; take another layer or unit, or another method`,
  );
}

/**
 * Declares an attribution method: its function, its JSON, its name on command lines and its lines in help and docs come
 * from this. One file a method.
 * @example export const grey = attributionMethod('grey', { about, options: {}, source, grid: 'image', signed: false, map });
 */
export function attributionMethod<const O extends Options, M extends Made>(
  name: string,
  { map, grid, signed, parted = false, source, ...declaration }: MethodDeclaration<O, M>,
): DeclaredMethod<O, M> {
  const { declared } = declare(name, {
    ...declaration,
    short: bare,
    build: (options: Complete<O>) => {
      const traits = {
        grid,
        signed: typeof signed === 'function' ? signed(options) : signed,
        parted,
        source,
      };
      return {
        ...traits,
        map: async (model, image, objective, running = {}) => {
          const made = await map({ model, image, objective }, options, running);
          const odd = notFiniteAt(made.map);
          if (odd >= 0) throw await notAMap(name, made.map[odd]!, { model, image, objective }, running);
          return { name, signed: traits.signed, ...made };
        },
      };
    },
  });
  // a refused option is a rejection, like everything else that goes wrong
  const method: DeclaredMethod<O, M> = Object.assign(
    async (model: Model, image: Image, objective: Objective, options: object = {}) => {
      const [own, running] = partOptions(options as Readonly<Record<string, unknown>>);
      return (await declared.make(own).map(model, image, objective, running)) as Attribution & M;
    },
    { declared },
  );
  Object.defineProperty(method, 'name', { value: name });
  return method;
}
