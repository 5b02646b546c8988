/** Bytes for people. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const unit = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** unit;
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB'][unit]}`;
}
