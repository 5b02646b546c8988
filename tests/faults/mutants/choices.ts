/** Random choices that a name reproduces: mulberry32, begun with a hash of the name. */
export class Choices {
  private state: number;

  /** @param name what is chosen for: the kind of a mutant, and its number */
  constructor(name: string) {
    let hash = 2166136261;
    for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619);
    this.state = hash >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, 0 or more and below `n`; 0 where there is none. */
  below(n: number): number {
    return n > 0 ? Math.floor(this.next() * n) : 0;
  }

  /** Whether something happens that does so once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
