/** How a grid of sections is laid out: sections are cards beside each other, each with its cells in rows. */
export interface Lines {
  /** The side of a cell, in pixels. */
  readonly side: number;
  /** Cells beside each other within a card, and cards beside each other. */
  readonly columns: number;
  readonly across: number;
  /** Of the whole. */
  readonly height: number;
  /** Where each line of cards begins, and where the last ends. */
  readonly tops: Float64Array;
  /** Where each section's cells begin among all cells, and where the last ends. */
  readonly starts: Float64Array;
  /** The height of what is above a card's cells. */
  readonly head: number;
}

/** Pixels between cells, between cards, below a card, and above its cells. */
export const GAP = { cells: 4, cards: 20, below: 14, head: 30 };

/** The side that cells have about, by the room that there is. */
const about = (width: number): number => (width < 600 ? 88 : 120);

/**
 * Lays out sections in a width.
 * @param counts cells of each
 * @param titled whether sections have something above their cells
 */
export function linesOf(counts: readonly number[], width: number, titled: boolean): Lines {
  const head = titled ? GAP.head : 0;
  const most = Math.max(
    1,
    counts.reduce((a, b) => Math.max(a, b), 0),
  );
  const room = Math.max(2, Math.floor((width + GAP.cells) / (about(width) + GAP.cells)));
  const columns = Math.min(most, room);
  const across = Math.max(
    1,
    Math.min(
      counts.length || 1,
      Math.floor((width + GAP.cards) / (columns * (about(width) + GAP.cells) + GAP.cards)),
    ),
  );
  const cells = columns * across;
  const between = (across - 1) * GAP.cards + (cells - across) * GAP.cells;
  const side = Math.max(24, Math.min(1.35 * about(width), Math.floor((width - between) / cells)));
  const lines = Math.ceil(counts.length / across);
  const tops = new Float64Array(lines + 1);
  const starts = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => (starts[i + 1] = starts[i]! + count));
  for (let line = 0; line < lines; line++) {
    const longest = counts.slice(line * across, (line + 1) * across).reduce((a, b) => Math.max(a, b), 0);
    const rows = Math.ceil(longest / columns);
    tops[line + 1] = tops[line]! + head + rows * (side + GAP.cells) + (titled ? GAP.below : 0);
  }
  return { side, columns, across, height: tops[lines]!, tops, starts, head };
}

/** The last place of an ascending list whose value is at most this. */
export function lastUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A cell, or what is above a section's cells, and where its left upper corner is. */
export interface Place {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

const cardAt = (lines: Lines, section: number): { x: number; y: number } => {
  const { columns, side, across, tops } = lines;
  const width = columns * (side + GAP.cells) - GAP.cells + GAP.cards;
  return { x: (section % across) * width, y: tops[Math.floor(section / across)]! };
};

/** The section that a cell is in: empty ones have none. */
export const sectionOf = ({ starts }: Lines, cell: number): number => lastUpTo(starts, cell);

/** Where a cell is. */
export function placeOf(lines: Lines, cell: number): Place {
  const section = sectionOf(lines, cell);
  const { x, y } = cardAt(lines, section);
  const { columns, side, head, starts } = lines;
  const within = cell - starts[section]!;
  const step = side + GAP.cells;
  return {
    index: cell,
    x: x + (within % columns) * step,
    y: y + head + Math.floor(within / columns) * step,
  };
}

/** The cells, and the heads of sections, that are seen between two heights. */
export function seen(lines: Lines, from: number, to: number): { cells: Place[]; heads: Place[] } {
  const [cells, heads]: [Place[], Place[]] = [[], []];
  const { tops, starts, across, columns, side, head } = lines;
  const step = side + GAP.cells;
  const sections = starts.length - 1;
  for (let line = lastUpTo(tops, Math.max(0, from)); line < tops.length - 1 && tops[line]! < to; line++)
    for (let section = line * across; section < Math.min(sections, (line + 1) * across); section++) {
      const { x, y } = cardAt(lines, section);
      heads.push({ index: section, x, y });
      const count = starts[section + 1]! - starts[section]!;
      const first = Math.max(0, Math.floor((from - y - head) / step)) * columns;
      const last = Math.min(count, Math.ceil((to - y - head) / step) * columns);
      for (let i = first; i < last; i++)
        cells.push({
          index: starts[section]! + i,
          x: x + (i % columns) * step,
          y: y + head + Math.floor(i / columns) * step,
        });
    }
  return { cells, heads };
}

/** The cell that an arrow leads to from one. */
export function neighbour(lines: Lines, cell: number, key: string): number {
  const all = lines.starts.at(-1)!;
  const { x, y } = placeOf(lines, cell);
  const inside = (to: number): number => Math.min(all - 1, Math.max(0, to));
  if (key === 'ArrowLeft') return inside(cell - 1);
  if (key === 'ArrowRight') return inside(cell + 1);
  const down = key === 'ArrowDown';
  // the nearest that is further down, or up, and of those the one beside
  const reach = 3 * (lines.side + GAP.cells) + lines.head + GAP.below;
  const near = seen(lines, down ? y + 1 : y - reach, down ? y + lines.side + reach : y).cells.filter(
    (place) => (down ? place.y > y : place.y < y),
  );
  const rows = near.map((place) => place.y);
  const row = down ? Math.min(...rows) : Math.max(...rows);
  const beside = near.filter((place) => place.y === row);
  const best = beside.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
  return best?.index ?? cell;
}
