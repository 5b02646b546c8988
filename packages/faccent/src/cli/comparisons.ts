import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Comparisons, FaccentError, type Model, type OtherClass, type Size } from 'faccent';
import { imagesIn, readFolder } from '../platform/node/photos.js';
import { readBytes } from '../platform/node/read.js';
import type { LoadOptions } from '../models/load.js';
import { readAbout } from './exemplars/about.js';
import { digestOfExemplars, holdsExemplars, naturalActivations } from './exemplars/natural.js';
import type { Finding } from './files/recorded.js';
import { about } from './flags/about.js';
import { checkModelThere, loadModel } from './models/load.js';
import type { Target } from './target.js';
import type { AskedComparisons } from './unfinished/asked.js';

/** The flags that say what an accentuation is compared with. */
export interface ComparisonFlags {
  /** A folder of photographs, or of exemplars. */
  readonly natural?: string;
  /** Another model. */
  readonly transfer?: string;
  /** Its class, where it is called otherwise there. */
  readonly transferClass?: string;
  /** What is behind photographs where they are transparent. */
  readonly background?: string;
}

/** What an accentuation is compared with, by what is accentuated, on which canvas and for which network. */
export type ComparisonsOf = (
  target: Pick<Target, 'feature' | 'objective'>,
  size: Size,
  model: Model,
) => Promise<Comparisons>;

/** What is compared with, and how a run that is kept says it. */
export interface Compared {
  readonly comparisons: ComparisonsOf;
  /** Whether all can be told before a run, so that none is made in vain. */
  readonly atOnce: boolean;
  readonly asked: AskedComparisons;
}

/** Looks for what is compared with, before anything is loaded. @throws FaccentError */
export async function checkComparisons({
  natural,
  transfer,
  transferClass,
}: Omit<ComparisonFlags, 'background'>): Promise<void> {
  if (transferClass !== undefined && transfer === undefined)
    throw new FaccentError('--transfer-class goes with --transfer MODEL: the model that has the class');
  if (natural !== undefined)
    await about<unknown>('--natural', () =>
      holdsExemplars(natural) ? readAbout(natural) : imagesIn(natural),
    );
  if (transfer === undefined) return;
  await checkModelThere('--transfer', transfer);
}

/** What the flags ask for, looked for before a run. @throws FaccentError */
export async function comparisonsOf(
  { natural, transfer, transferClass, background }: ComparisonFlags,
  targets: readonly Pick<Target, 'feature'>[],
  finding: Pick<LoadOptions, 'offline' | 'foreign'> = {},
): Promise<Compared> {
  const known = natural !== undefined && holdsExemplars(natural);
  // a folder that cannot be read is told of before the run, not after
  if (natural !== undefined && !known) await readFolder(natural, { size: [1, 1], background }, 2);
  const second = transfer === undefined ? undefined : await otherClass(transfer, transferClass, finding);
  if (second) targets.forEach(second.of);
  return {
    comparisons: async (target, size, model) => ({
      ...(known
        ? {
            naturalActivations: await about('--natural', () =>
              naturalActivations(natural, { target, model, size, background }),
            ),
          }
        : natural !== undefined && {
            natural: (await readFolder(natural, { size, background })).map(({ image }) => image),
          }),
      second: second?.of(target),
    }),
    atOnce: known,
    asked: {
      ...{ transferClass, background },
      ...(natural !== undefined && {
        natural: path.resolve(natural),
        naturalSha256: await (known ? digestOfExemplars : imagesDigest)(natural),
      }),
      ...(transfer !== undefined && {
        transfer: existsSync(transfer) ? path.resolve(transfer) : transfer,
        transferSha256: second!.sha256,
      }),
    },
  };
}

/**
 * What a run that goes on is compared with, unchanged since it began.
 * @throws FaccentError where it is not
 */
export async function comparisonsAgain(
  { naturalSha256, transferSha256, ...flags }: AskedComparisons,
  target: Pick<Target, 'feature'>,
  { fetch = false }: Finding,
): Promise<ComparisonsOf> {
  // the folder that names them may be a stranger's
  const finding = { offline: fetch ? undefined : true, foreign: true };
  const { comparisons, asked } = await comparisonsOf(flags, [target], finding);
  if (asked.naturalSha256 !== naturalSha256)
    throw new FaccentError(
      `the photographs in "${flags.natural}" are others than when the run began, which is compared with them: put those back, or start the run again`,
    );
  if (asked.transferSha256 !== transferSha256)
    throw new FaccentError(
      `the model "${flags.transfer}" is another than when the run began, which is compared with it: put that one back, or start the run again`,
    );
  return comparisons;
}

/** SHA-256 of the images in a folder and of their names. */
export async function imagesDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await imagesIn(folder)) {
    const bytes = await readBytes(file);
    hash.update(`${path.basename(file)}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

async function otherClass(
  transfer: string,
  transferClass: string | undefined,
  finding: Pick<LoadOptions, 'offline' | 'foreign'>,
): Promise<{ of: (target: Pick<Target, 'feature'>) => OtherClass; sha256: string }> {
  const { model, sha256 } = await loadModel(transfer, { quiet: true }, finding);
  const of = ({ feature }: Pick<Target, 'feature'>): OtherClass => {
    const label = transferClass ?? feature?.label;
    if (label === undefined)
      throw new FaccentError(
        'what is accentuated is no class with a label: name the class of the other model with --transfer-class',
      );
    return { model, unit: model.classIndex(label) };
  };
  return { of, sha256 };
}
