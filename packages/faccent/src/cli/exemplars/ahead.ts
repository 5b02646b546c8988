/**
 * Does something with each of many things, several at a time and in order: the next are begun before the last is asked
 * for.
 * @param most how many are begun and not yet taken
 */
export async function* ahead<T, R>(
  things: Iterable<T>,
  most: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R, void, void> {
  const begun: Promise<R>[] = [];
  for (const thing of things) {
    const one = work(thing);
    // whoever takes it hears of its failure, if anybody takes it
    one.catch(() => undefined);
    begun.push(one);
    if (begun.length >= most) yield await begun.shift()!;
  }
  for (const one of begun) yield await one;
}
