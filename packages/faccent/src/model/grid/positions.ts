import type { Builder } from 'onnx-grad';
import { Fresh, NOWHERE, type Placed, area } from './placed.js';
import { PlaceRules } from './place-rules.js';

/**
 * Where in the picture the elements of each value lie, from the input on: rows and columns of convolutions, and
 * wherever reshapes, transposes, windows, slices and joins put them. What is made of all positions together lies at none
 * and has no entry; what is made of blocks of positions, as patches are of pixels, has a grid of blocks.
 * @param builder a network of one image, of operators that have rules
 * @param plane the axes of the picture's rows and columns
 * @param resampled values whose rows and columns are made anew, and what of
 * @returns by the values' names in the builder's graph
 */
export function placeValues(
  builder: Builder,
  input: string,
  plane: readonly [rows: number, columns: number],
  resampled: ReadonlyMap<string, string>,
): ReadonlyMap<string, Placed> {
  const { graph } = builder;
  const places = new Map<string, Placed>();
  const fresh = new Fresh();
  places.set(input, fresh.along(graph.types.get(input)!.dims, plane));
  const rules = new PlaceRules(builder, places, fresh);
  for (const node of graph.nodes) {
    const kernel = graph.types.get(node.inputs[1] ?? '')?.dims.slice(2);
    // what convolves positions has rows and columns, wherever they come from
    const isFresh =
      (node.operator === 'Conv' && kernel?.some((d) => d > 1)) || resampled.has(node.outputs[0]!);
    if (!isFresh && !node.inputs.some((name) => places.has(name))) continue;
    rules.outputs(node).forEach((found, i) => {
      const name = node.outputs[i];
      const dims = graph.types.get(name ?? '')?.dims;
      const source = resampled.get(name ?? '');
      const isNew = source !== undefined && dims?.length === 4 && dims[0] === 1;
      const placed = isNew ? fresh.along(dims, rowsAndColumns(places.get(source))) : found;
      // a class token that is taken out lies in no grid, and goes with the tokens of any
      const isSomewhere = placed?.marks.data.some((mark) => mark !== NOWHERE);
      if (name && placed && isSomewhere && area(placed.grid) > 1) places.set(name, placed);
    });
  }
  return places;
}

/** The axes of a value's rows and columns: the last two unless it has them elsewhere, as where channels are last. */
function rowsAndColumns(placed: Placed | undefined): readonly [number, number] {
  const axes = placed?.marks.own.flatMap((length, axis) => (length > 1 ? [axis] : [])) ?? [];
  return axes.length === 2 ? (axes as [number, number]) : [2, 3];
}
