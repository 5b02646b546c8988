/** The coordinates of a detector's box. */
export const BOX = 4;

type Dims = readonly number[] | undefined;

/** Whether two values are of as many things in as many images, as DETR's classes and boxes are: (images, things, …). */
export const ofSameThings = (a: Dims, b: Dims): boolean =>
  a !== undefined && b !== undefined && a.length > 2 && b.length > 2 && a[0] === b[0] && a[1] === b[1];

/** Whether a value has a box for each of some things: (images, things, 4). */
export const areBoxes = (dims: Dims): boolean => dims?.length === 3 && dims[2] === BOX;
