import path from 'node:path';
import { FaccentError, type Model, defaultThreads, featuresMatching } from 'faccent';
import { BACKGROUND, colourFrom } from '../../image/background.js';
import { openFolder, writeWhole } from '../../platform/node/atomic.js';
import { freeSpace } from '../../platform/node/space.js';
import { networkRecord } from '../../recipe/make.js';
import { deviceOf } from '../device.js';
import { isQuiet } from '../jobs/job.js';
import { loadModel } from '../models/load.js';
import { formatBytes } from '../print/bytes.js';
import { printFacts } from '../print/model.js';
import { note } from '../print/note.js';
import { type Interrupt, Interrupted, interruptible } from '../signals/interrupt.js';
import type { ExemplarsFlags } from './flags.js';
import { type MeasuringOutcome, measurePhotographs, partFolder } from './measure.js';
import {
  type Measured,
  WANTED,
  checkSameKind,
  kindOfValues,
  readMeasured,
  writeMeasured,
} from './measured.js';
import { merge } from './merge.js';
import { photographsBelow } from './photographs.js';
import { together } from './together.js';
import { readValues } from './values.js';

/** `faccent exemplars`. */
export async function exemplars(folder: string | undefined, flags: ExemplarsFlags): Promise<void> {
  if (flags.merge) return merge(flags.merge, folder, flags);
  if (folder === undefined)
    throw new FaccentError('name a folder of photographs, or --merge FOLDERS that were measured');
  if (!flags.layers) throw new FaccentError('say which layers: --layers "mixed4*", or block6a:0-7');
  const there = await readMeasured(flags.out);
  const { model, measured: asked } = await askedOf(folder, flags, there);
  const measured = there ? { ...asked, folder: there.folder } : asked;
  if (there) checkSameKind(flags.out, there, asked);
  const names = await photographsBelow(folder);
  await interruptible(async (interrupt) => {
    const own = await measureHere(names, { folder, flags, model, measured: asked, interrupt, fresh: !there });
    if (!own) return;
    await together({ flags, model, measured, sources: [], photographs: folder, names, interrupt, own });
  });
}

/** What flags ask to be measured, and the network that does. */
async function askedOf(
  folder: string,
  flags: ExemplarsFlags,
  there: Measured | undefined,
): Promise<{ model: Model; measured: Measured }> {
  const device = await deviceOf(flags.device);
  const { model } = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  if (!isQuiet(flags)) printFacts(model.facts);
  const measured: Measured = {
    ...{ network: networkRecord(model), folder: path.resolve(folder), size: flags.size, device },
    layers: featuresMatching(model, flags.layers!),
    background: colourFrom(flags.background ?? BACKGROUND),
    // the last bits depend on it: all that measure for one folder have the same
    threads: flags.threads ?? there?.threads ?? defaultThreads(),
  };
  return { model, measured };
}

interface Measuring {
  readonly folder: string;
  readonly flags: ExemplarsFlags;
  readonly model: Model;
  readonly measured: Measured;
  readonly interrupt: Interrupt;
  /** Whether nothing was measured there before. */
  readonly fresh: boolean;
}

/** Measures what this command is to. @returns nothing where a signal ended it, with all written that was measured */
async function measureHere(
  names: readonly string[],
  { folder, flags, model, measured, interrupt, fresh }: Measuring,
): Promise<MeasuringOutcome | undefined> {
  const { out, shard = { index: 0, count: 1 } } = flags;
  const quiet = isQuiet(flags);
  const again = 'the same command goes on';
  interrupt.expect(`interrupted: what was written is kept, and ${again}`);
  const output = await openFolder(out, { shared: true });
  try {
    if (fresh) {
      await checkRoom(out, names.length / shard.count, measured);
      await writeMeasured(out, measured);
    }
  } catch (error) {
    await output.abandon();
    throw error;
  }
  const part = await openFolder(partFolder(out, shard));
  try {
    const values = await readValues([out], kindOfValues(measured), (file, why) => {
      if (!quiet) note(`"${file}" is damaged (${why}): its photographs are measured again`);
    });
    const known = new Set(names.filter((name) => values.measured.has(name)));
    if (values.measured.size && !known.size)
      throw new FaccentError(
        `"${out}" has ${values.measured.size} photographs that were measured, and "${folder}" has none of those: name another folder with --out`,
      );
    if (known.size && known.size < names.length && !quiet)
      note(`${known.size} of ${names.length} photographs were measured before`);
    if (!fresh) await checkRoom(out, (names.length - known.size) / shard.count, measured);
    await writeWhole(path.join(out, WANTED), `${JSON.stringify(names)}\n`);
    return await measurePhotographs(names, (name) => known.has(name), {
      ...{
        model,
        measured: { ...measured, folder: path.resolve(folder) },
        folder: out,
        shard,
        quiet,
        interrupt,
      },
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    console.error(`interrupted: what was measured is kept in "${out}", and ${again}`);
    process.exitCode = interrupt.status;
    return undefined;
  } finally {
    await part.abandon();
  }
}

/** @throws FaccentError where the values have no room */
async function checkRoom(out: string, photographs: number, { layers }: Measured): Promise<void> {
  const units = layers.reduce((sum, layer) => sum + layer.units.length, 0);
  const needed = 16 * units * Math.ceil(photographs);
  const free = await freeSpace(out);
  if (free !== undefined && needed > free)
    throw new FaccentError(
      `the disk of "${out}" has ${formatBytes(free)} free, and the values of ${Math.ceil(photographs)} photographs and ${units} channels take up to ${formatBytes(needed)}: make room, write to another disk (--out), or take fewer --layers`,
    );
}
