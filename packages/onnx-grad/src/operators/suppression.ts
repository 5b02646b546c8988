import type { Tensor } from '../graph/tensor.js';
import type { Call } from './operator.js';

type Box = readonly [top: number, left: number, bottom: number, right: number];

/** A box by its corners, whichever way round they are given, or by its centre and size. */
function boxAt(boxes: Tensor, index: number, centred: boolean): Box {
  const [a, b, c, d] = boxes.numbers.subarray(4 * index, 4 * index + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (centred) return [b - d / 2, a - c / 2, b + d / 2, a + c / 2];
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

const area = ([top, left, bottom, right]: Box): number =>
  Math.max(0, bottom - top) * Math.max(0, right - left);

/** The area that two boxes have in common, of what they have together. */
function overlap(a: Box, b: Box): number {
  const common = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  const together = area(a) + area(b) - common;
  return together > 0 ? common / together : 0;
}

/** Image, class and box of each box that is kept: of boxes that overlap, the one with the best score. */
export function suppressed(call: Call, boxes: Tensor, scores: Tensor): number[] {
  const most = call.constantOr(2, (t) => t.item, 0);
  const shared = call.constantOr(3, (t) => t.item, 0);
  const least = call.constantOr(4, (t) => t.item, -Infinity);
  const [images, classes, count] = scores.dims as [number, number, number];
  const centred = call.number('center_point_box', 0) === 1;
  const kept: number[] = [];
  for (let image = 0; image < images; image++) {
    for (let label = 0; label < classes; label++) {
      const score = scores.numbers.subarray(
        (image * classes + label) * count,
        (image * classes + label + 1) * count,
      );
      const order = [...score.keys()].filter((i) => score[i]! > least).sort((i, j) => score[j]! - score[i]!);
      const taken: Box[] = [];
      for (const i of order) {
        if (taken.length >= most) break;
        const box = boxAt(boxes, image * count + i, centred);
        if (taken.some((other) => overlap(box, other) > shared)) continue;
        taken.push(box);
        kept.push(image, label, i);
      }
    }
  }
  return kept;
}
