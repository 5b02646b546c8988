/** The coordinates of a detector's box. */
export const BOX = 4;
