/** A request that cannot be met: what is wrong, where, and how to mend it. */
export class FaccentError extends Error {
  override name = 'FaccentError';
}
