import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity } from 'd3-zoom';
import type { View } from '../state/view.svelte.js';

/** How far a picture is enlarged at most. */
const MOST = 16;

/** A key's step of zooming, and of moving in parts of what is seen. */
const STEP = { zoom: 1.4, pan: 0.15 };

/**
 * Lets an element move and enlarge what a view says: by wheel, drag, touch, and by keys (+, −, 0, arrows). All elements of
 * one view move together.
 */
export function zoomBy(view: View, element: HTMLElement): () => void {
  const behavior: ZoomBehavior<HTMLElement, unknown> = zoom<HTMLElement, unknown>()
    .scaleExtent([1, MOST])
    .clickDistance(5)
    // the wheel alone scrolls the page, as it does over all pictures, until the picture is enlarged
    .filter(
      (event: WheelEvent | MouseEvent) =>
        !event.button && (event.type !== 'wheel' || event.ctrlKey || event.metaKey || view.k > 1),
    )
    .on('zoom', ({ transform: { x, y, k } }: D3ZoomEvent<HTMLElement, unknown>) => {
      view.x = x / element.clientWidth;
      view.y = y / element.clientHeight;
      view.k = k;
    });
  const measure = (): void => {
    const { clientWidth: width, clientHeight: height } = element;
    behavior
      .extent([
        [0, 0],
        [width, height],
      ])
      .translateExtent([
        [0, 0],
        [width, height],
      ]);
  };
  const selection = select<HTMLElement, unknown>(element).call(behavior).on('dblclick.zoom', null);
  measure();
  const resized = new ResizeObserver(measure);
  resized.observe(element);
  // what another element did to the view, this one goes on from
  const begin = (): void => {
    const [x, y] = [view.x * element.clientWidth, view.y * element.clientHeight];
    selection.property('__zoom', zoomIdentity.translate(x, y).scale(view.k));
  };
  const listening = new AbortController();
  const { signal } = listening;
  for (const event of ['pointerdown', 'wheel', 'touchstart'])
    element.addEventListener(event, begin, { capture: true, passive: true, signal });
  const keys = (event: KeyboardEvent): void => {
    const [width, height] = [element.clientWidth, element.clientHeight];
    const moves: Record<string, () => void> = {
      '+': () => behavior.scaleBy(selection, STEP.zoom),
      '=': () => behavior.scaleBy(selection, STEP.zoom),
      '-': () => behavior.scaleBy(selection, 1 / STEP.zoom),
      '0': () => behavior.transform(selection, zoomIdentity),
      ArrowLeft: () => behavior.translateBy(selection, (STEP.pan * width) / view.k, 0),
      ArrowRight: () => behavior.translateBy(selection, (-STEP.pan * width) / view.k, 0),
      ArrowUp: () => behavior.translateBy(selection, 0, (STEP.pan * height) / view.k),
      ArrowDown: () => behavior.translateBy(selection, 0, (-STEP.pan * height) / view.k),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith('Arrow') && view.k === 1) return;
    event.preventDefault();
    begin();
    move();
  };
  element.addEventListener('keydown', keys, { signal });
  return () => {
    resized.disconnect();
    selection.on('.zoom', null);
    listening.abort();
  };
}
