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

/** `1.2 a second, about 25 minutes left` */
export function inRate(perSecond: number, secondsLeft: number): string {
  const [rate, unit] =
    perSecond >= 1
      ? [perSecond, 'second']
      : perSecond >= 1 / 60
        ? [60 * perSecond, 'minute']
        : [3600 * perSecond, 'hour'];
  return `${Number(rate.toPrecision(2))} a ${unit}, about ${duration(secondsLeft)} left`;
}
