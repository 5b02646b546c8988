import type { Explanation } from '../explanation/explanation.js';
import { beside } from '../image/beside.js';
import type { Drawing } from '../image/drawing.js';
import type { Size } from '../image/image.js';
import { bars } from './bars.js';
import type { CarrierPictures, PartPictures } from './explanation-pictures.js';
import { type SheetPicture, pictureSheet } from './sheet.js';

const TITLES = { predicted: 'predicted', actual: 'actual', contrast: 'actual rather than predicted' };

/** Between the pictures of a channel, in pixels. */
const GAP = 4;

/** What the pictures of a channel are, from left to right. */
const LEGEND = [
  'left: the photograph, accentuated for it',
  'middle: where it fires on the photograph',
  'right: where on the accentuated picture',
  'above: what it adds, before and after',
];

type Cell = readonly [label: string, picture: SheetPicture];

/**
 * A column each for the photograph and what was asked of it: accentuations above, where they looked below, then the
 * channels that carried them.
 */
export function explanationSheet(
  { photograph, said, names, layer, explained }: Explanation,
  parts: readonly PartPictures[],
): Promise<Uint8Array> {
  const { size } = photograph;
  const deep = Math.max(0, ...parts.map(({ carriers }) => carriers.length));
  const strip = (carrier: CarrierPictures): SheetPicture =>
    beside([carrier.channel, carrier.photograph, carrier.accentuated], size, GAP);
  const columns: Cell[][] = [
    [
      ['photograph', photograph],
      ['what the model said', bars(said, Object.values(names), size)],
      [`channels of ${layer}`, legend([Math.round(size[0] / 3), size[1]])],
    ],
    ...explained.map(({ recipe, part, carriers }, p): Cell[] => [
      [recipe.name, parts[p]!.accentuated],
      [`where: ${TITLES[part]}`, parts[p]!.where],
      ...parts[p]!.carriers.map((shown, i): Cell => {
        const { feature, photograph: before, accentuated: after } = carriers!.channels[i]!;
        return [`${feature}: ${before.toFixed(2)} → ${after.toFixed(2)}`, strip(shown)];
      }),
    ]),
  ];
  const cells = Array.from({ length: 2 + deep }, (_, row) =>
    columns.map((column) => column[row] ?? GAP_CELL),
  );
  return pictureSheet(
    cells.flat().map(([, picture]) => picture),
    columns.length,
    cells.flat().map(([label]) => label),
  );
}

/** Where a column has nothing. */
const GAP_CELL: Cell = ['', { size: [1, 1], marks: [] }];

function legend(size: Size): Drawing {
  const letters = Math.min(size[1] / 26, size[0] / (1.6 * LEGEND.length));
  return {
    size,
    marks: LEGEND.map((text, i) => ({
      ...{ text, x: 0, y: 1.6 * letters * (i + 1), size: letters, fill: '#666' },
    })),
  };
}
