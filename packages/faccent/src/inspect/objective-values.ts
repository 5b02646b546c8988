import { backend as defaultBackend } from '#platform';
import { FaccentError } from '../errors.js';
import { notFinite } from '../first-not-finite.js';
import { forNetwork } from '../step/for-network.js';
import { probeGraph } from '../step/forward.js';
import type { Image, Size } from '../image/image.js';
import { type InspectOptions, targetOf } from './options.js';
import type { Model } from '../model/model.js';
import { comparesWithPhotograph, firstSeen } from '../objective/networks.js';
import type { Objective } from '../objective/objective.js';
import { pixel } from '../parameterization/pixel.js';
import { type Session, createSession, value } from '../platform/runtime.js';

/** How objectives are looked at. */
export interface ProbeOptions extends InspectOptions {
  /** Of the images' size, where the objective compares pictures with one. */
  readonly photograph?: Image;
}

/** An objective on whole, unaugmented images, one after the other. */
export interface ObjectiveProbe {
  /**
   * In the objective's own units.
   * @param what errors call the image
   * @throws FaccentError where it does not fit, or what comes is no number
   */
  valueOn(image: Image, what?: string): Promise<number>;
  /** Lets go of the compiled graph. */
  release(): Promise<void>;
}

/**
 * Looks at an objective on images, with a graph that is compiled whenever the size changes from one to the next.
 * @throws FaccentError if it compares with a photograph that is not given
 */
export function objectiveProbe(
  model: Model,
  objective: Objective,
  { photograph, ...options }: ProbeOptions = {},
): ObjectiveProbe {
  const seed = seedOf(objective, photograph);
  let probe: Probe | undefined;
  const release = async (): Promise<void> => {
    const last = probe;
    probe = undefined;
    await last?.session.release();
  };
  return {
    release,
    valueOn: async (image, what) => {
      const { size, data } = image;
      const called = what ?? 'the image';
      if (data.length === 0 || data.length % (size[0] * size[1]) !== 0)
        throw new FaccentError(`${called} is ${size.join(' × ')}, so it has not ${data.length} numbers`);
      if (probe?.size.join() !== size.join()) {
        await release();
        probe = await compile(model, objective, size, options);
      }
      const dims = [1, data.length / (size[0] * size[1]), ...size];
      if (seed && seed.data.length !== data.length)
        throw new FaccentError(
          `${called} is ${size.join(' × ')}, and the photograph that "${objective.name}" compares it with ${seed.size.join(' × ')}`,
        );
      const feeds = {
        ...{ ...probe.inputs, image: value(dims, data) },
        ...(seed && { seed: value(dims, seed.data) }),
      };
      const found = Number((await probe.session.run(feeds, ['activation'])).activation!.data[0]);
      if (!Number.isFinite(found))
        throw await notFinite({ ...firstSeen(model, objective), image, found }, options, what);
      return found;
    },
  };
}

/**
 * An objective's value on each of some whole, unaugmented images: on natural ones, the scale for `measure`. A graph is
 * compiled whenever the size changes from one image to the next.
 * @param options with the photograph, of the images' size, where the objective compares pictures with one
 * @returns one number an image, in the objective's own units
 * @throws FaccentError if the objective does not fit the model, compares the images of a batch, or compares with a
 * photograph that is not given
 * @example
 * const natural = await objectiveValues(model, objective, photos);
 * percentile(run.result.activation.after, natural);
 */
export async function objectiveValues(
  model: Model,
  objective: Objective,
  images: readonly Image[],
  options: ProbeOptions = {},
): Promise<number[]> {
  const probe = objectiveProbe(model, objective, options);
  const values: number[] = [];
  try {
    for (const [i, image] of images.entries())
      values.push(
        await probe.valueOn(image, images.length > 1 ? `picture ${i + 1} of ${images.length}` : undefined),
      );
  } finally {
    await probe.release();
  }
  return values;
}

function seedOf(objective: Objective, photograph: Image | undefined): Image | undefined {
  if (!comparesWithPhotograph(objective)) return undefined;
  if (!photograph)
    throw new FaccentError(
      `"${objective.name}" compares pictures with a photograph: give it as the option photograph`,
    );
  return photograph;
}

interface Probe {
  readonly size: Size;
  readonly session: Session;
  readonly inputs: Readonly<Record<string, ReturnType<typeof value>>>;
}

async function compile(
  model: Model,
  objective: Objective,
  size: Size,
  options: InspectOptions,
): Promise<Probe> {
  // of the parameterization only the number of images and of their planes counts here
  const parameterization = forNetwork(pixel(), model);
  const plan = { model, objective, canvas: size, parameterization, target: targetOf(options) };
  const { bytes, objectiveInputs } = probeGraph(plan);
  const inputs = Object.entries(objectiveInputs).map(([name, v]) => [name, value(v.dims, v.values)] as const);
  const session = await createSession(options.backend ?? defaultBackend, bytes, options);
  return { size, session, inputs: Object.fromEntries(inputs) };
}
