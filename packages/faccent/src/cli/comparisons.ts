import { type Comparisons, FaccentError, type OtherClass, type Size } from 'faccent';
import { readFolder } from '../platform/node/photos.js';
import { loadModel } from './models/load.js';
import type { Target } from './target.js';

/** The flags that say what an accentuation is compared with. */
export interface ComparisonFlags {
  /** A folder of photographs. */
  readonly natural?: string;
  /** Another model. */
  readonly transfer?: string;
  /** Its class, where it is called otherwise there. */
  readonly transferClass?: string;
  /** What is behind photographs where they are transparent. */
  readonly background?: string;
}

/** What an accentuation is compared with, by what is accentuated and on which canvas. */
export type ComparisonsOf = (target: Pick<Target, 'feature'>, size: Size) => Promise<Comparisons>;

/** What the flags ask for, looked for before a run. @throws FaccentError */
export async function comparisonsOf(
  { natural, transfer, transferClass, background }: ComparisonFlags,
  targets: readonly Target[],
): Promise<ComparisonsOf> {
  if (transferClass !== undefined && transfer === undefined)
    throw new FaccentError('--transfer-class goes with --transfer MODEL: the model that has the class');
  // a folder that cannot be read is told of before the run, not after
  if (natural !== undefined) await readFolder(natural, { size: [1, 1], background }, 2);
  const second = transfer === undefined ? undefined : await otherClass(transfer, transferClass);
  if (second) targets.forEach(second);
  return async (target, size) => ({
    natural:
      natural === undefined
        ? []
        : (await readFolder(natural, { size, background })).map(({ image }) => image),
    second: second?.(target),
  });
}

async function otherClass(
  transfer: string,
  transferClass: string | undefined,
): Promise<(target: Pick<Target, 'feature'>) => OtherClass> {
  const { model } = await loadModel(transfer, { quiet: true });
  return ({ feature }) => {
    const label = transferClass ?? feature?.label;
    if (label === undefined)
      throw new FaccentError(
        'what is accentuated is no class with a label: name the class of the other model with --transfer-class',
      );
    return { model, unit: model.classIndex(label) };
  };
}
