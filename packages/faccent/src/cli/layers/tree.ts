import type { Branch } from 'faccent';

/** How many modules are inside one. */
export const inside = ({ children }: Branch): number =>
  children.reduce((sum, child) => sum + 1 + inside(child), 0);

/** Whether modules differ in their names alone, which number them. */
export function areAlike(a: Branch, b: Branch): boolean {
  const kind = ({ name, type, layer, children }: Branch): string =>
    [
      type,
      layer?.operator,
      layer?.dims?.join(),
      ...children.map((c) => `${c.name.slice(name.length)}(${kind(c)})`),
    ].join('|');
  const numbered = (name: string): string => name.replace(/\d+$/, '');
  return a.children.length > 0 && numbered(a.name) === numbered(b.name) && kind(a) === kind(b);
}

/** A branch as far as it is opened, and those after it that are like it. */
export interface Shown {
  readonly branch: Branch;
  readonly depth: number;
  readonly closed: boolean;
  /** The last of the following that differ from it in their number alone, and how many they are. */
  readonly alike?: { readonly last: Branch; readonly count: number };
}

/** A tree opened to a depth, with repeated branches shown once. */
export function opened(branches: readonly Branch[], depth: number, at = 0): Shown[] {
  const shown: Shown[] = [];
  for (let i = 0; i < branches.length;) {
    const branch = branches[i]!;
    let next = i + 1;
    while (next < branches.length && areAlike(branch, branches[next]!)) next++;
    const count = next - i - 1;
    const closed = at >= depth && branch.children.length > 0;
    shown.push({ branch, depth: at, closed });
    if (!closed) shown.push(...opened(branch.children, depth, at + 1));
    // two are shown as they are: a line that says so would be no shorter
    if (count === 1) next = i + 1;
    else if (count > 1)
      shown.push({
        branch: branches[i + 1]!,
        depth: at,
        closed: true,
        alike: { last: branches[next - 1]!, count },
      });
    i = next;
  }
  return shown;
}

/** A tree opened as far as a page holds, at least to its first branches. */
export function folded(branches: readonly Branch[], page: number): Shown[] {
  let best = opened(branches, 0);
  for (let depth = 1; ; depth++) {
    const next = opened(branches, depth);
    if (next.length > page || next.length === best.length) return best;
    best = next;
  }
}
