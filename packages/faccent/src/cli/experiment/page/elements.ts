type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element with attributes and what is in it: text is text, whatever it looks like. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(key, value === true ? '' : String(value));
  made.append(...inside);
  return made;
}

export const paragraphs = (texts: readonly string[]): HTMLElement[] =>
  texts.map((text) => element('p', {}, text));

/** A button that is pressed once. */
export const pressed = (button: HTMLButtonElement): Promise<void> =>
  new Promise((resolve) => button.addEventListener('click', () => resolve(), { once: true }));

/** Shows a screen in the place of the one before, from its top, with its heading in focus. */
export function show(display: HTMLElement, screen: HTMLElement): void {
  display.replaceChildren(screen);
  scrollTo(0, 0);
  const heading = screen.querySelector('h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}
