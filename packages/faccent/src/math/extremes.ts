/**
 * The largest of any number of values: as arguments of `Math.max`, a hundred thousand end the stack.
 * @param least what it is of none, and at least
 * @example largest(names.map(({ length }) => length), 0)
 */
export function largest(values: Iterable<number>, least = -Infinity): number {
  let most = least;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** The smallest of any number of values. @param most what it is of none, and at most */
export function smallest(values: Iterable<number>, most = Infinity): number {
  let least = most;
  for (const value of values) least = Math.min(least, value);
  return least;
}
