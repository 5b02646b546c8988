const MOST = 16;
const KEY_STEP = 0.1;

/** Pan and zoom that all panes of a viewer share: they show the same part of their pictures. */
export function shareZoom(
  viewer: HTMLElement,
  panes: readonly HTMLElement[],
  reset: readonly HTMLElement[],
): void {
  // of the picture's upper left corner, in units of a pane
  let [x, y, zoom] = [0, 0, 1];

  function show(): void {
    [x, y] = [x, y].map((v) => Math.min(0, Math.max(1 - zoom, v))) as [number, number];
    viewer.style.setProperty('--x', `${100 * x}%`);
    viewer.style.setProperty('--y', `${100 * y}%`);
    viewer.style.setProperty('--zoom', String(zoom));
    viewer.classList.toggle('zoomed', zoom > 1);
    viewer.classList.toggle('near', zoom >= 4);
    for (const element of reset) element.textContent = `${Math.round(100 * zoom)} %`;
  }

  /** Zooms such that the point of a pane stays where it is. */
  function scale(factor: number, [px, py]: readonly [number, number] = [0.5, 0.5]): void {
    const next = Math.min(MOST, Math.max(1, zoom * factor));
    [x, y] = [px - ((px - x) * next) / zoom, py - ((py - y) * next) / zoom];
    zoom = next;
    show();
  }

  function pan(dx: number, dy: number): void {
    [x, y] = [x + dx, y + dy];
    show();
  }

  const keys: Record<string, () => void> = {
    '+': () => scale(1.5),
    '=': () => scale(1.5),
    '-': () => scale(1 / 1.5),
    '0': () => scale(0),
    ArrowLeft: () => pan(KEY_STEP, 0),
    ArrowRight: () => pan(-KEY_STEP, 0),
    ArrowUp: () => pan(0, KEY_STEP),
    ArrowDown: () => pan(0, -KEY_STEP),
  };
  for (const button of viewer.querySelectorAll<HTMLElement>('[data-key]'))
    button.addEventListener('click', keys[button.dataset.key!]!);
  for (const pane of panes) listen(pane, scale, pan, keys);
  show();
}

function listen(
  pane: HTMLElement,
  scale: (factor: number, at?: readonly [number, number]) => void,
  pan: (dx: number, dy: number) => void,
  keys: Record<string, () => void>,
): void {
  const within = (event: MouseEvent): [number, number] => {
    const { left, top, width, height } = pane.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  };
  pane.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]!();
    event.preventDefault();
  });
  // a plain wheel scrolls the page; a pinch on a trackpad comes as a wheel with Ctrl
  pane.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      scale(Math.exp(-event.deltaY / 200), within(event));
    },
    { passive: false },
  );
  pane.addEventListener('dblclick', (event) => scale(2, within(event)));

  const pointers = new Map<number, [number, number]>();
  pane.addEventListener('pointerdown', (event) => {
    pane.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, within(event));
  });
  pane.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = within(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    const distance = ([px, py]: [number, number]): number => Math.hypot(px - other![0], py - other![1]);
    if (other) scale(distance(now) / Math.max(0.01, distance(before)), other);
    else pan(now[0] - before[0], now[1] - before[1]);
    pointers.set(event.pointerId, now);
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    pane.addEventListener(end, (event) => pointers.delete(event.pointerId));
}
