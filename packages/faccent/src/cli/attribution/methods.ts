import {
  type AttributionMethod,
  type AttributionOptions,
  FaccentError,
  type Image,
  type Model,
  type Objective,
  attributionMethods,
} from 'faccent';
import { isJson } from '../../declaration/short.js';

/** Flags that are options of methods, by the options' names. */
export interface MethodFlags {
  readonly layer?: string;
  readonly randomSeed?: number;
}

/** A photograph in a network, what is asked of it, and where it runs. */
export interface Question {
  readonly model: Model;
  readonly image: Image;
  readonly objective: Objective;
  readonly running: AttributionOptions;
  /** Of randomized weights. */
  readonly randomSeed: number;
}

/** One method's map. */
export const mapBy = (method: AttributionMethod, { model, image, objective, running }: Question) =>
  method.map(model, image, objective, running);

/** Methods that take an option. */
const taking = (option: keyof MethodFlags): string[] =>
  attributionMethods.declared.filter(({ options }) => Object.hasOwn(options, option)).map(({ name }) => name);

/** Methods whose maps come in two parts. */
const parted = (): string[] =>
  attributionMethods.declared.flatMap(({ name, make }) => (make({}).parted ? [name] : []));

/** A method with the options that flags give it; what was said of the method itself goes before. */
function withFlags({ name, description }: AttributionMethod, flags: MethodFlags): AttributionMethod {
  const { options } = attributionMethods.declared.find((declared) => declared.name === name)!;
  const taken = Object.entries(flags).filter(([flag, v]) => v !== undefined && Object.hasOwn(options, flag));
  return attributionMethods.read({ ...Object.fromEntries(taken), ...description });
}

/**
 * Methods with commas between them, or `all`, each once; or one with its options, as JSON.
 * @param note is told of old names
 * @throws FaccentError that lists them
 */
export function methodsOf(
  text: string,
  flags: MethodFlags,
  note?: (text: string) => void,
): AttributionMethod[] {
  const texts = isJson(text) ? [text] : text.split(',');
  const named = texts.flatMap((one) => (one.trim() === 'all' ? attributionMethods.names : [one]));
  const found = named.map((one) => withFlags(attributionMethods.parse(one, { note }), flags));
  return [...new Map(found.map((method) => [method.name, method])).values()];
}

/** @throws FaccentError for options that none of the methods takes */
export function checkOptions(
  methods: readonly AttributionMethod[],
  { layer, rangeImages }: { readonly layer?: string; readonly rangeImages?: string },
): void {
  const without = (takers: readonly string[]): boolean => !methods.some(({ name }) => takers.includes(name));
  if (layer !== undefined && without(taking('layer')))
    throw new FaccentError(`--layer is for ${taking('layer').join(' and ')}, which --method does not have`);
  if (rangeImages !== undefined && without(parted()))
    throw new FaccentError(`--range-images is for ${parted().join(' and ')}, which --method does not have`);
}

/** Lines for help: each method by name. */
export function methodLines(): string {
  const { declared } = attributionMethods;
  const width = Math.max(...declared.map(({ name }) => name.length));
  return declared.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n');
}

/** What flags are for, in help: the methods that they concern. */
export const concerned = { layer: () => taking('layer').join(', '), rangeImages: () => parted().join(', ') };
