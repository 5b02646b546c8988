import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError, type Model } from 'faccent';
import { canonicalJson } from '../../declaration/json.js';
import { readJson } from '../../platform/node/read.js';
import type { Interrupt } from '../signals/interrupt.js';
import { note } from '../print/note.js';
import { EXEMPLARS, FORMAT, VERSION } from './about.js';
import { type Block, type BlockFailure, type BlockPhotograph, hashOfBlock } from './block.js';
import { type Choice, type ChosenChannel, chosenChannels } from './choice.js';
import { receptiveBoxes } from './fields.js';
import { photographsInBlock } from './gathering.js';
import { type Measured, WANTED, kindOfValues } from './measured.js';
import { PAGE, writePages } from './pages.js';
import { TABLES, channelsTable, exemplarsTable, photographsTable } from './tables.js';
import { type Values, readValues, settle } from './values.js';
import { waitForFolder } from './wait.js';

/** The list of photographs that could not be measured. */
export const UNREAD = 'unread.json';

/** What exemplars are made of. */
export interface Finishing {
  readonly folder: string;
  /** Folders whose values are taken besides. */
  readonly sources: readonly string[];
  readonly measured: Measured;
  /** Where the photographs are now. */
  readonly photographs: string;
  /** All that are to be measured; of `undefined`, what was is all. */
  readonly names: readonly string[] | undefined;
  readonly model: Model;
  readonly choice: Choice;
  readonly quiet: boolean;
  readonly interrupt: Interrupt;
}

/** What became of it. */
export interface Finished {
  readonly photographs: number;
  readonly failed: readonly BlockFailure[];
  /** How many were neither measured nor tried: nothing is put together before they are. */
  readonly missing: readonly string[];
  /** Whether all was there already. */
  readonly asBefore: boolean;
}

/**
 * Puts exemplars together once all photographs were measured: their values in order, tables, and a page. It depends on the
 * photographs, the network and what is asked alone: the same bytes whoever measured what.
 * @throws FaccentError where no photograph could be measured, or the folder cannot be written to
 */
export async function finish(finishing: Finishing): Promise<Finished> {
  const { folder, interrupt } = finishing;
  const output = await waitForFolder(folder, interrupt, finishing.quiet);
  try {
    const values = await known(finishing);
    const { measured } = values;
    const failed = [...values.failed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const missing = finishing.names?.filter((name) => !measured.has(name) && !values.failed.has(name)) ?? [];
    const stands = { photographs: measured.size, failed, missing, asBefore: false };
    if (missing.length) return stands;
    if (!measured.size)
      throw new FaccentError(
        `none of the ${failed.length} photographs could be measured; of the first: ${failed[0]!.error}`,
      );
    const blocks = await settle(folder, values, photographsInBlock(finishing.measured));
    await rm(path.join(folder, WANTED), { force: true });
    const of = await digestOf(blocks, finishing);
    if (await isFinished(folder, of)) return { ...stands, asBefore: true };
    await rm(path.join(folder, EXEMPLARS), { force: true });
    await output.write(await files(finishing, blocks, failed, of), (name) => name === UNREAD);
    return stands;
  } finally {
    await output.close();
  }
}

/** All values that there are, without failures of what is no longer asked for. */
async function known({ folder, sources, measured, names }: Finishing): Promise<Values> {
  const values = await readValues([folder, ...sources], kindOfValues(measured), async (file, why) => {
    if (!file.startsWith(folder + path.sep))
      throw new FaccentError(
        `"${file}" is damaged (${why}): measure its photographs again there, then merge`,
      );
    note(`"${file}" is damaged (${why}): its photographs are to be measured again`);
    await rm(file, { force: true });
  });
  if (!names) return values;
  const asked = new Set(names);
  return { ...values, failed: new Map([...values.failed].filter(([name]) => asked.has(name))) };
}

/** What tells what is put together from what was before: of values, the hashes that their files end in. */
async function digestOf(blocks: readonly Block[], { choice }: Finishing): Promise<string> {
  const hash = createHash('sha256').update(canonicalJson([VERSION, choice]));
  for (const block of blocks) hash.update(await hashOfBlock(block));
  return hash.digest('hex');
}

async function isFinished(folder: string, of: string): Promise<boolean> {
  const there = (await readJson(path.join(folder, EXEMPLARS)).catch(() => undefined)) as
    { of?: unknown } | undefined;
  if (there?.of !== of) return false;
  for (const name of [...Object.values(TABLES), PAGE])
    if (!(await stat(path.join(folder, name)).catch(() => undefined))?.isFile()) return false;
  return true;
}

/** The files of finished exemplars, but for what the page shows, which is written first. */
async function files(
  finishing: Finishing,
  blocks: readonly Block[],
  failed: readonly BlockFailure[],
  of: string,
): Promise<Map<string, Uint8Array | string>> {
  const { measured, model, choice } = finishing;
  const photographs: readonly BlockPhotograph[] = blocks.flatMap(({ head }) => head.photographs);
  const channels: ChosenChannel[] = [];
  for await (const channel of chosenChannels(blocks, measured.layers, choice)) channels.push(channel);
  const boxOf = await receptiveBoxes(model, measured.layers, measured);
  const page = await writePages({ ...finishing, channels, list: photographs, failed, boxOf });
  const { layers, ...rest } = measured;
  const positions = blocks.find(({ head }) => head.layers.length)!.head.layers;
  const about = {
    ...{ format: FORMAT, version: VERSION, of, ...rest, ...choice },
    ...{ photographs: photographs.length, unread: failed.length },
    layers: layers.map((layer, i) => ({ ...layer, positions: positions[i]!.positions ?? null })),
  };
  return new Map<string, Uint8Array | string>([
    [TABLES.photographs, photographsTable(photographs)],
    [TABLES.channels, channelsTable(channels)],
    [TABLES.exemplars, exemplarsTable(channels, photographs, boxOf)],
    ...(failed.length ? ([[UNREAD, `${JSON.stringify(failed, null, 1)}\n`]] as const) : []),
    [PAGE, page],
    [EXEMPLARS, `${canonicalJson(about)}\n`],
  ]);
}
