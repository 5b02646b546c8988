import path from 'node:path';
import type { Fact, ObjectiveDescription, RecipeFeature, Size } from 'faccent';
import pc, { nameLine } from '../print/colours.js';
import { type Agreement, type Areas, type Measured, UNDEFINED } from './numbers.js';

/** What attributions.json holds. */
export interface Numbers {
  readonly feature: Partial<RecipeFeature> & { readonly name: string };
  readonly objective: ObjectiveDescription;
  readonly model: string;
  /** What was taken to be so of it. */
  readonly facts: readonly Fact[];
  /** Of the canvas, which all maps are compared on. */
  readonly size: Size;
  readonly methods: readonly Measured[];
  readonly agreement: readonly Agreement[];
  /** The curves of pixels in random order, which a map's should beat. */
  readonly chance?: Areas;
  /** The values that the colours of maps in two parts span. */
  readonly signedCamRange?: readonly [number, number];
  /** Where the opacity that the maps are compared with is from. */
  readonly opacity?: { readonly folder: string; readonly file: string };
}

const WIDTH = 10;

const cell = (value: number | null | undefined): string =>
  (value === null || value === undefined ? '–' : value.toFixed(2)).padStart(WIDTH);

/** Rows of numbers under headings, with a name each. */
function table(
  title: string,
  headings: readonly string[],
  rows: readonly [string, (number | null)[]][],
): void {
  const width = Math.max(title.length, ...rows.map(([name]) => name.length));
  console.log(pc.bold(title.padEnd(width)) + pc.dim(headings.map((h) => h.padStart(WIDTH)).join('')));
  for (const [name, values] of rows) console.log(nameLine(name).padEnd(width) + values.map(cell).join(''));
}

/** Prints the numbers for people. */
export function printNumbers({ feature, methods, agreement, chance }: Numbers, folder: string): void {
  if (agreement.length) {
    table(
      `agreement on ${feature.name}`,
      ['Pearson', 'Spearman', 'top 10 %'],
      agreement.map((a) => [a.maps.join(' – '), [a.pearson, a.spearman, a.topOverlap]]),
    );
  }
  if (chance) {
    const row = (name: string, { deletion, insertion }: Areas): [string, number[]] => [
      name,
      [deletion.area, insertion.area],
    ];
    const rows = methods.map(({ name, curves }) => row(name, curves!));
    table('area under the curve', ['deletion', 'insertion'], [...rows, row('random order', chance)]);
  }
  if (methods.some((m) => m.sanity)) {
    table(
      'with random weights',
      ['Spearman', 'of sizes'],
      methods.map(({ name, sanity }) => [name, [sanity!.spearman, sanity!.spearmanOfMagnitudes]]),
    );
  }
  if (agreement.some((a) => Object.values(a).includes(null))) console.log(pc.dim(`– ${UNDEFINED}`));
  console.log(`maps and numbers: ${pc.cyan(path.join(folder, path.sep))} (see sheet.png first)`);
}
