import {
  type Attribution,
  type AttributionName,
  FaccentError,
  type Image,
  type LayerOptions,
  type Model,
  type Objective,
  type SignedCam,
  type SmoothGradOptions,
  attribute,
  attributionNames,
  percentileRange,
  resizeMap,
} from 'faccent';
import type { Strengths } from '../../report/overlay.js';

/** What a person says of the methods, and where they run. */
export type MethodOptions = Pick<
  LayerOptions & SmoothGradOptions,
  'layer' | 'randomSeed' | 'device' | 'threads'
>;

/** A photograph in a network, what is asked of it, and how. */
export interface Question {
  readonly model: Model;
  readonly image: Image;
  readonly objective: Objective;
  readonly options: MethodOptions;
}

const NEEDS_LAYER: readonly AttributionName[] = ['grad-cam', 'signed-cam'];

/**
 * Methods with commas between them, or `all`, each once.
 * @throws FaccentError that lists them
 */
export function methodsOf(text: string): AttributionName[] {
  const names = text.split(',').map((name) => name.trim());
  const known = (name: string): name is AttributionName => (attributionNames as string[]).includes(name);
  const unknown = names.find((name) => name !== 'all' && !known(name));
  if (unknown !== undefined) {
    const all = attributionNames.join(', ');
    throw new FaccentError(
      `there is no attribution method "${unknown}"; there are ${all}, and all for these`,
    );
  }
  return names.includes('all') ? [...attributionNames] : [...new Set(names.filter(known))];
}

/** @throws FaccentError for options that none of the methods takes, and for a layer that is not there */
export function checkOptions(
  model: Model,
  methods: readonly AttributionName[],
  { layer, rangeImages }: { readonly layer?: string; readonly rangeImages?: string },
): void {
  const none = (takers: readonly AttributionName[]): boolean => !methods.some((m) => takers.includes(m));
  if (layer !== undefined && none(NEEDS_LAYER))
    throw new FaccentError(`--layer is for ${NEEDS_LAYER.join(' and ')}: --method has neither`);
  if (rangeImages !== undefined && none(['signed-cam']))
    throw new FaccentError('--range-images is for signed-cam, which --method does not have');
  if (layer !== undefined) model.resolve(layer);
}

/** One method's map; a method leaves what it has no use for. */
export function mapBy(
  method: AttributionName,
  { model, image, objective, options }: Question,
): Promise<Attribution> {
  return attribute(model, image, objective, { method, ...options });
}

export const isSignedCam = (attribution: Attribution): attribution is SignedCam =>
  attribution.name === 'signed-cam';

/** A map on the pixels of the image. */
export const onImage = ({ map, size }: Attribution, image: Image): Float32Array =>
  size.every((n, i) => n === image.size[i]) ? map : resizeMap(map, size, image.size);

/** The values that a signed CAM gives colours to, the same for both signs so that red and blue compare. */
export const camRange = (cams: readonly SignedCam[]): [number, number] =>
  percentileRange(cams.flatMap(({ positive, negative }) => [positive, negative]));

/** Where values lie in a range, clipped to [0, 1]; no range shows what is above it. */
const within = (map: Float32Array, low: number, high: number): Float32Array =>
  map.map((v) => (high > low ? Math.min(1, Math.max(0, (v - low) / (high - low))) : Number(v > low)));

/** Beyond this percentile a colour says no more: single pixels would leave all others dark. */
const TOP = 99;

/** How strongly a map colours the image. @param range of a signed CAM */
export function strengthsOf(attribution: Attribution, image: Image, range?: [number, number]): Strengths {
  if (isSignedCam(attribution)) {
    const [low, high] = range ?? camRange([attribution]);
    const of = (map: Float32Array): Float32Array =>
      within(onImage({ ...attribution, map }, image), low, high);
    return { towards: of(attribution.positive), against: of(attribution.negative) };
  }
  const map = onImage(attribution, image);
  const magnitudes = map.map(Math.abs);
  const top = percentileRange([magnitudes], 0, TOP)[1] || percentileRange([magnitudes], 0, 100)[1];
  return {
    towards: within(map, 0, top),
    against: attribution.signed
      ? within(
          map.map((v) => -v),
          0,
          top,
        )
      : undefined,
  };
}
