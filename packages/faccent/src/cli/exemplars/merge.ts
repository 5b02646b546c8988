import path from 'node:path';
import { FaccentError } from 'faccent';
import { openFolder } from '../../platform/node/atomic.js';
import { readJson } from '../../platform/node/read.js';
import { about } from '../flags/about.js';
import { recordedNetwork } from '../files/recorded.js';
import { interruptible } from '../signals/interrupt.js';
import type { ExemplarsFlags } from './flags.js';
import { type Measured, WANTED, checkSameKind, readMeasured, writeMeasured } from './measured.js';
import { together } from './together.js';

/** Puts together what was measured in several folders. */
export async function merge(
  sources: readonly string[],
  folder: string | undefined,
  flags: ExemplarsFlags,
): Promise<void> {
  if (flags.shard) throw new FaccentError('--merge puts shards together, and takes no --shard');
  if (flags.layers) throw new FaccentError('--merge takes the layers that were measured: leave --layers out');
  const first = await about('--merge', () => sameIn(sources));
  const there = await readMeasured(flags.out);
  if (there) checkSameKind(flags.out, there, first);
  const recordFile = path.join(sources[0]!, 'measured.json');
  const model = await recordedNetwork(first.network, recordFile, { model: flags.model });
  const measured = folder === undefined ? first : { ...first, folder: path.resolve(folder) };
  const names = await wantedBy([...sources, flags.out]);
  await interruptible(async (interrupt) => {
    if (!there) {
      await openFolder(flags.out, { shared: true });
      await writeMeasured(flags.out, measured);
    }
    const own = { photographs: 0, perSecond: 0 };
    const others = sources.filter((source) => path.resolve(source) !== path.resolve(flags.out));
    await together({
      flags,
      model,
      measured,
      sources: others,
      photographs: measured.folder,
      names,
      interrupt,
      own,
    });
  });
}

/** What the values of all of some folders are of. @throws FaccentError where they differ, or there are none */
async function sameIn(folders: readonly string[]): Promise<Measured> {
  let first: Measured | undefined;
  for (const folder of folders) {
    const measured = await readMeasured(folder);
    if (!measured) throw new FaccentError(`"${folder}" has nothing that faccent exemplars measured`);
    if (first) checkSameKind(folder, measured, first);
    first ??= measured;
  }
  return first!;
}

/** All photographs that some folders were to measure; undefined where all of them are finished. */
async function wantedBy(folders: readonly string[]): Promise<string[] | undefined> {
  const wanted = new Set<string>();
  for (const folder of folders) {
    const names = await readJson(path.join(folder, WANTED)).catch(() => []);
    if (Array.isArray(names)) for (const name of names) if (typeof name === 'string') wanted.add(name);
  }
  return wanted.size ? [...wanted].sort() : undefined;
}
