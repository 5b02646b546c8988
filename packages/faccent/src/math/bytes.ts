const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/**
 * A number of bytes as people read it.
 * @example bytesInWords(3 * 2 ** 30) // '3.00 GiB'
 */
export function bytesInWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
  return power ? `${(bytes / 2 ** (10 * power)).toPrecision(3)} ${UNITS[power]}` : `${bytes} bytes`;
}
