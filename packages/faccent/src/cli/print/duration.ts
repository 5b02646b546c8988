/** `40 seconds`, `25 minutes`, `2.5 hours` */
export function duration(seconds: number): string {
  const [size, unit] =
    seconds < 120
      ? [1, 'seconds']
      : seconds < 7200
        ? [60, 'minutes']
        : seconds < 172_800
          ? [3600, 'hours']
          : [86_400, 'days'];
  return `${Number((seconds / size).toPrecision(2))} ${unit}`;
}
