/**
 * An opacity map of which another share counts as looked at wholly.
 * @param map bytes
 * @param percent of the pixels that are opaque, those that were looked at most
 */
export function withShare(map: Uint8Array, percent: number): Uint8Array {
  const sorted = map.toSorted();
  const most = Math.max(
    1,
    sorted[Math.min(map.length - 1, Math.floor((map.length * (100 - percent)) / 100))]!,
  );
  return map.map((value) => Math.min(255, Math.round((255 * value) / most)));
}
