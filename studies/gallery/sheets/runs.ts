import { accentuation, box } from 'faccent';
import { type Cell, VIEWS, cat, model, leopard } from '../subject.js';

/** One run, as it goes on. */
export async function runs(): Promise<Cell[][]> {
  const cells: Cell[][] = [];
  const settings = { steps: 101, snapshots: 20, transform: box({ views: VIEWS }), strength: 0.2 };
  for await (const { step, image } of accentuation(model, cat, leopard, settings)) {
    if (image) cells.push([{ label: `before step ${step}`, image }]);
  }
  return cells;
}
