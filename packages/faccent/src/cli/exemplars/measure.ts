import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Model, observer } from 'faccent';
import { notFiniteAt } from '../../formats/finite.js';
import { keepingBackend } from '../jobs/run.js';
import { showRate } from '../print/rate.js';
import { type Interrupt, Interrupted } from '../signals/interrupt.js';
import { ahead } from './ahead.js';
import { decode, decodedAhead } from './decode.js';
import { Gathering, photographsInBlock } from './gathering.js';
import { type Measured, VALUES, kindOfValues } from './measured.js';
import { partName } from './values.js';

/** One of several that share the photographs: which, from 0, and how many they are. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Milliseconds after which what was gathered is written, be the block full or not: what a power failure costs. */
const WRITTEN_EVERY = 20_000;

/** The folder of a shard's blocks, until all are there. */
export const partFolder = (folder: string, { index, count }: Shard): string =>
  path.join(folder, VALUES, `part-${index}-of-${count}`);

/** What is to be measured, and by what. */
export interface Measuring {
  readonly model: Model;
  readonly measured: Measured;
  /** Where the values go. */
  readonly folder: string;
  readonly shard: Shard;
  readonly quiet: boolean;
  readonly interrupt: Interrupt;
}

/** What came of it. */
export interface MeasuringOutcome {
  readonly photographs: number;
  readonly perSecond: number;
}

/** Those of a shard, one after the other, each with the block of all photographs that it belongs to. */
function* ofShard(
  names: readonly string[],
  perBlock: number,
  { index, count }: Shard,
): Generator<{ name: string; chunk: number }> {
  const border = (at: number): number => Math.floor((at * names.length) / count);
  for (let i = border(index); i < border(index + 1); i++)
    yield { name: names[i]!, chunk: Math.floor(i / perBlock) };
}

/**
 * Shows the network the photographs of a shard that were not measured before, one after the other, while the next are
 * decoded. (Several at once are no faster on a CPU, whose cores one fills, and their last bits would be others.)
 * @param names all photographs, in order @param isMeasured whether one was measured before
 * @throws Interrupted with all that was measured written; FaccentError where it cannot be written
 */
export async function measurePhotographs(
  names: readonly string[],
  isMeasured: (name: string) => boolean,
  { model, measured, folder, shard, quiet, interrupt }: Measuring,
): Promise<MeasuringOutcome> {
  const wanted = [...ofShard(names, photographsInBlock(measured), shard)].filter(
    ({ name }) => !isMeasured(name),
  );
  if (!wanted.length) return { photographs: 0, perSecond: 0 };
  const part = partFolder(folder, shard);
  await mkdir(part, { recursive: true });
  const { size, background, device, threads, folder: photographs } = measured;
  const read = async ({ name, chunk }: (typeof wanted)[number]) => ({
    ...{ name, chunk },
    decoded: await decode(model, path.join(photographs, name), { size, background }),
  });
  const layers = measured.layers.map(({ layer }) => layer);
  const eye = await observer(model, layers, { device, threads, backend: keepingBackend(quiet) });
  const gathering = new Gathering(model, measured, kindOfValues(measured));
  const rate = await showRate(wanted.length, 'photographs', quiet);
  let [done, chunk, written, since] = [0, wanted[0]!.chunk, Date.now(), [] as string[]];
  const write = async (): Promise<void> => {
    if (gathering.count) await gathering.write(path.join(part, partName(chunk, since)));
    [written, since] = [Date.now(), []];
  };
  try {
    for await (const one of ahead(wanted, decodedAhead(), read)) {
      if (one.chunk !== chunk || Date.now() - written > WRITTEN_EVERY) await write();
      chunk = one.chunk;
      since.push(one.name);
      const { decoded } = one;
      if (decoded.photo) {
        const { photo } = decoded;
        const seen = await eye.observe(photo);
        const odd = layers.find((layer) => notFiniteAt(seen.activations(layer).data) >= 0);
        if (odd !== undefined)
          gathering.fail({ path: one.name, error: `activations of "${odd}" on it are no finite numbers` });
        else
          gathering.add(
            {
              ...{ path: one.name, sha256: photo.sha256! },
              ...{ width: photo.original[1], height: photo.original[0] },
            },
            (layer) => seen.activations(layer),
          );
      } else gathering.fail({ path: one.name, error: decoded.error });
      rate.at(++done);
      if (interrupt.status !== undefined) break;
    }
    await write();
    if (interrupt.status !== undefined) throw new Interrupted();
    return { photographs: done, perSecond: rate.perSecond };
  } finally {
    rate.stop();
    await eye.release();
  }
}
