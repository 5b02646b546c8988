import path from 'node:path';
import {
  type Device,
  FaccentError,
  type Model,
  type Observation,
  type Photograph,
  digest,
  observer,
  strongest,
} from 'faccent';
import type { MapPoint } from '../../../atlas/map/map.js';
import type { Points } from '../../../atlas/map/points.js';
import { positionsFor } from '../../../atlas/map/positions.js';
import { notFiniteAt } from '../../../formats/finite.js';
import { findPositions } from '../../../model/positions.js';
import { readBytes } from '../../../platform/node/read.js';
import { ahead } from '../../exemplars/ahead.js';
import { decode, decodedAhead } from '../../exemplars/decode.js';
import { keepingBackend } from '../../jobs/run.js';
import { showRate } from '../../print/rate.js';
import type { Interrupt } from '../../signals/interrupt.js';
import { Interrupted } from '../../signals/interrupt.js';

/** A larger file is no photograph, in bytes. */
const MOST_BYTES = 2 ** 30;

/** Classes that are kept of each photograph. */
const GUESSES = 5;

/** What points of a layer are taken from photographs by. */
export interface Sampling {
  readonly model: Model;
  readonly layer: string;
  /** Positions of each photograph. */
  readonly positions: number;
  readonly randomSeed: number;
  readonly background?: string;
  readonly device: Device;
  readonly threads: number;
}

/** A point, and where its photograph is. */
export interface SampledPoint extends MapPoint {
  readonly path: string;
}

/** Points of a layer, in an order that no name counts in. */
export interface Sampled {
  readonly points: Points;
  readonly about: readonly SampledPoint[];
  /** Of all photographs that were there, whatever they are called. */
  readonly photographs: string;
  /** Those that cannot be read, and why. */
  readonly leftOut: readonly (readonly [name: string, why: string])[];
}

/** The hash of a file's bytes; nothing where it cannot be read. */
const hashAt = (file: string): Promise<string | undefined> =>
  readBytes(file, 'read', MOST_BYTES).then(digest, () => undefined);

/** What tells photographs from others, whatever they are called. */
async function hashOf(all: Iterable<string>): Promise<string> {
  return digest(new TextEncoder().encode([...new Set(all)].sort().join()));
}

/** The hash of photographs without a look at them. */
export async function photographsHash(folder: string, names: readonly string[]): Promise<string> {
  const found: string[] = [];
  for await (const sha256 of ahead(names, 8, (name) => hashAt(path.join(folder, name))))
    if (sha256 !== undefined) found.push(sha256);
  return hashOf(found);
}

/**
 * Activations of a layer at random positions of photographs: each photograph once, be it there under several names.
 * @param names paths from the folder
 * @throws FaccentError where none can be read, or the layer has no grid of positions; Interrupted
 */
export async function sample(
  folder: string,
  names: readonly string[],
  sampling: Sampling,
  { quiet, interrupt }: { readonly quiet: boolean; readonly interrupt: Interrupt },
): Promise<Sampled> {
  const { model, layer, device, threads, background } = sampling;
  const { size } = model.description;
  const read = async (name: string) => {
    const file = path.join(folder, name);
    const decoded = await decode(model, file, { size, background });
    // of a file that is no photograph, too
    return { name, decoded, sha256: decoded.photo ? decoded.photo.sha256 : await hashAt(file) };
  };
  const eye = await observer(model, [layer, model.logits], {
    ...{ device, threads, backend: keepingBackend(quiet) },
  });
  const gathered = new Gathered(sampling);
  const rate = await showRate(names.length, 'photographs', quiet);
  const [leftOut, hashes] = [[] as [string, string][], new Set<string>()];
  let done = 0;
  try {
    for await (const { name, decoded, sha256 } of ahead(names, decodedAhead(), read)) {
      if (interrupt.status !== undefined) throw new Interrupted();
      const { photo } = decoded;
      if (!photo) leftOut.push([name, decoded.error]);
      else if (!hashes.has(sha256!)) {
        const odd = await gathered.add(path.join(folder, name), photo, await eye.observe(photo));
        if (odd) leftOut.push([name, odd]);
      }
      if (sha256 !== undefined) hashes.add(sha256);
      rate.at(++done);
    }
  } finally {
    rate.stop();
    await eye.release();
  }
  const [first] = leftOut;
  if (leftOut.length === names.length && first)
    throw new FaccentError(`none of the ${names.length} photographs can be read: ${first[1]}`);
  return { ...gathered.inOrder(), photographs: await hashOf(hashes), leftOut };
}

/** Points as they come, in blocks. */
class Gathered {
  private readonly vectors: Float32Array[] = [];
  private readonly about: SampledPoint[] = [];
  private channels = 0;
  private readonly scores: boolean;

  constructor(private readonly sampling: Sampling) {
    const { model } = sampling;
    this.scores = model.classes.labels !== undefined;
  }

  /** @returns why nothing can be taken of it */
  async add(file: string, { sha256 }: Photograph, seen: Observation): Promise<string | undefined> {
    const { model, layer, positions, randomSeed } = this.sampling;
    const { dims, data } = seen.activations(layer);
    const values = data;
    if (notFiniteAt(values) >= 0) return `activations of "${layer}" on it are no finite numbers`;
    const channels = dims[1] ?? 0;
    const plane = values.length / channels;
    this.channels = channels;
    const guesses = this.scores ? await guessesOf(model, seen) : undefined;
    const grid = plane > 1 ? findPositions(model, layer, dims) : undefined;
    if (plane > 1 && !grid)
      throw new FaccentError(
        `"${layer}" has no grid of positions that follows from the picture: name another layer`,
        { help: 'layers' },
      );
    const [height, width] = grid?.size ?? [1, 1];
    for (const [y, x] of positionsFor(sha256!, [height, width], positions, randomSeed)) {
      const at = grid ? grid.places[y * width + x]! : 0;
      this.vectors.push(Float32Array.from({ length: channels }, (_, c) => values[c * plane + at]!));
      this.about.push({
        ...{ path: file, sha256: sha256!, guesses },
        ...(grid && { position: [y, x] as const }),
      });
    }
    return undefined;
  }

  /** By the photographs' hashes: an order as good as a random one, and the same whatever they are called. */
  inOrder(): Pick<Sampled, 'points' | 'about'> {
    const order = [...this.about.keys()].sort((a, b) => {
      const [one, other] = [this.about[a]!.sha256, this.about[b]!.sha256];
      return one < other ? -1 : one > other ? 1 : a - b;
    });
    const data = new Float32Array(order.length * this.channels);
    order.forEach((i, to) => data.set(this.vectors[i]!, to * this.channels));
    return { points: { channels: this.channels, data }, about: order.map((i) => this.about[i]!) };
  }
}

/** What a photograph is taken for; nothing where its scores are no probabilities. */
async function guessesOf(model: Model, seen: Observation): Promise<MapPoint['guesses']> {
  const found = await strongest(model, seen, { count: GUESSES });
  return found.flatMap(({ unit, label, probability }) =>
    probability === undefined ? [] : [{ unit, label, probability }],
  );
}
