import type { AtlasSite, SiteMap, SiteMapLevel } from 'faccent';
import type { View } from '../state/view.svelte.js';
import { mostIn, shortLabel, squareOf } from './map.js';

/** Side of a cell from which on its label is written under it, in pixels. */
const LABELLED = 64;

/** Sheets of thumbnails by their addresses: each is loaded when a cell of it is first seen. */
export class Sheets {
  private readonly images = new Map<string, HTMLImageElement>();

  /** @param onload is called when one more can be drawn */
  constructor(private readonly onload: () => void) {}

  /** One that can be drawn. */
  at(file: string): HTMLImageElement | undefined {
    let image = this.images.get(file);
    if (!image) {
      image = new Image();
      image.onload = this.onload;
      image.src = file;
      this.images.set(file, image);
    }
    return image.complete && image.naturalWidth > 0 ? image : undefined;
  }
}

/** What a map is drawn with. */
export interface Drawing {
  readonly map: SiteMap;
  readonly level: SiteMapLevel;
  readonly sheet: AtlasSite['sheet'];
  readonly sheets: Sheets;
  readonly view: Pick<View, 'x' | 'y' | 'k'>;
  /** Of the canvas on the screen, in pixels. */
  readonly side: number;
  /** The row and column that are looked at. */
  readonly chosen?: { readonly row: number; readonly column: number };
}

/** Draws what is seen of a map. */
export function drawMap(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const { map, level, sheet, sheets, view, side, chosen } = drawing;
  const pixels = devicePixelRatio;
  canvas.width = canvas.height = Math.round(side * pixels);
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  const [line, ink, accent] = ['--line', '--ink', '--accent'].map((name) => style.getPropertyValue(name));
  context.scale(pixels, pixels);
  const most = mostIn(level);
  const whole = side * view.k;
  for (const cell of level.cells) {
    const square = squareOf(cell, level.side, most);
    const [x, y] = [square.x * whole + view.x * side, square.y * whole + view.y * side];
    const length = square.side * whole;
    if (x + length < 0 || y + length < 0 || x > side || y > side) continue;
    const { thumbnail } = cell;
    const image = thumbnail && sheets.at(map.sheets[thumbnail[0]]!);
    if (image) {
      const [column, row] = [thumbnail[1] % sheet.columns, Math.floor(thumbnail[1] / sheet.columns)];
      const from = sheet.side;
      context.drawImage(image, column * from, row * from, from, from, x, y, length, length);
    } else {
      context.strokeStyle = line!;
      context.strokeRect(x + 0.5, y + 0.5, length - 1, length - 1);
    }
    const [label] = cell.labels;
    if (label && length >= LABELLED) writeLabel(context, shortLabel(label.label), [x, y, length]);
    if (chosen?.row === cell.row && chosen.column === cell.column) {
      context.lineWidth = 4;
      context.strokeStyle = accent || ink!;
      context.strokeRect(x + 1, y + 1, length - 2, length - 2);
      context.lineWidth = 1;
    }
  }
}

function writeLabel(
  context: CanvasRenderingContext2D,
  text: string,
  [x, y, side]: readonly [number, number, number],
): void {
  context.font = '12px system-ui, sans-serif';
  let shown = text;
  while (shown.length > 3 && context.measureText(shown).width > side - 10) shown = `${shown.slice(0, -2)}…`;
  context.fillStyle = '#000b';
  context.fillRect(x, y + side - 18, side, 18);
  context.fillStyle = '#fff';
  context.fillText(shown, x + 5, y + side - 5);
}
