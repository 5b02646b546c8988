/** The row of everything that says how far the accentuation is from its photograph. */
export const FROM_THE_PHOTOGRAPH = 'from the photograph';

/** Two numbers, the second what became of the first. */
export const arrow = (before: number, after: number, digits: number): string =>
  `${before.toFixed(digits)} → ${after.toFixed(digits)}`;
