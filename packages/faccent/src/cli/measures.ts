import {
  type Encoder,
  FaccentError,
  type Measures,
  type Model,
  type OtherClass,
  type Recipe,
  type SessionOptions,
  type Image,
  measure,
  objectiveFrom,
  objectiveValues,
} from 'faccent';
import { loadModel } from '../models/load.js';
import { readFolder } from '../platform/node/photos.js';
import type { Wanted } from './objective.js';

/** The flags that say what an accentuation is compared with. */
export interface MeasureFlags {
  /** A folder of photographs. */
  readonly natural?: string;
  /** Another model. */
  readonly transfer?: string;
  /** Its class, where it is called otherwise there. */
  readonly transferClass?: string;
}

/** What accentuations are compared with. */
export interface Yardsticks {
  readonly natural?: string;
  /** By the label of the class that is accentuated. */
  readonly second?: (wanted: Pick<Wanted, 'feature'>) => OtherClass;
}

/** What the flags ask for, looked for before a run. @throws FaccentError */
export async function yardsticksOf(
  { natural, transfer, transferClass }: MeasureFlags,
  features: readonly Wanted[],
): Promise<Yardsticks> {
  if (transferClass !== undefined && transfer === undefined)
    throw new FaccentError('--transfer-class goes with --transfer MODEL: the model that has the class');
  // a folder that cannot be read is told of before the run, not after
  if (natural !== undefined) await readFolder(natural, [1, 1], 2);
  if (transfer === undefined) return { natural };
  const { model } = await loadModel(transfer, { quiet: true });
  const second = ({ feature }: Pick<Wanted, 'feature'>): OtherClass => {
    const label = transferClass ?? feature?.label;
    if (label === undefined)
      throw new FaccentError(
        'what is accentuated is no class with a label: name the class of the other model with --transfer-class',
      );
    return { model, unit: model.classIndex(label) };
  };
  features.forEach(second);
  return { natural, second };
}

/** What a run has beside its recipe. */
interface Measured {
  readonly model: Model;
  readonly photo: Image;
  readonly encoder?: Encoder;
}

/** Measures an accentuation on whole images. */
export async function measureRun(
  { objective: description, settings, environment, feature }: Recipe,
  { model, photo, encoder }: Measured,
  image: Image,
  { natural, second }: Yardsticks = {},
): Promise<Measures> {
  const objective = objectiveFrom(description, { encoders: encoder && [encoder] });
  const options: SessionOptions = { device: environment.device, threads: environment.threads };
  const images = natural === undefined ? [] : await readFolder(natural, settings.size);
  return measure(model, {
    ...{ photo, accentuation: image, objective, second: second?.({ feature }) },
    layer: settings.regularize[0]?.layer,
    naturalActivations: images.length
      ? await objectiveValues(
          model,
          objective,
          images.map((one) => one.image),
          options,
        )
      : undefined,
    ...options,
  });
}

/** A measure for people. */
export type MeasureRow = readonly [name: string, value: string];

/** Two numbers, the second the photograph's after the run. */
export const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${after.toFixed(digits)}`;

/** What was measured, for people. */
export function measureRows({ natural, distance, pixels, ssim, transfer }: Measures): MeasureRow[] {
  const rows: (MeasureRow | undefined)[] = [
    natural && [
      `among ${natural.count} natural images`,
      `${arrow(natural.standardScore.before, natural.standardScore.after, 1)} standard deviations above their mean, ` +
        `percentile ${arrow(natural.percentile.before, natural.percentile.after, 0)}`,
    ],
    [
      'from the photograph',
      [
        distance && `${distance.value.toPrecision(3)} at ${distance.layer}`,
        `${pixels.l2.toPrecision(3)} in pixels (L2)`,
        ssim !== undefined && `structural similarity ${ssim.toFixed(3)}`,
      ]
        .filter(Boolean)
        .join(', '),
    ],
    transfer && [
      `in the other model, ${transfer.label ?? `class ${transfer.unit}`}`,
      `logit ${arrow(transfer.logit.before, transfer.logit.after, 2)}, probability ${arrow(transfer.probability.before, transfer.probability.after, 4)}`,
    ],
  ];
  return rows.filter((row) => row !== undefined);
}
