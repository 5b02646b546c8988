// A figure of the article, for pages of another site: mounted where it is asked for.
import { mount, unmount } from 'svelte';
import FigureView from './Figure.svelte';
import { Figure } from './figure.svelte.js';
import { resumed } from './isolate.js';
import { Lab, type StudioPlace } from './lab.svelte.js';
import type { PartName, Values } from './parts.js';

/** What the figures of a page share, and what they were to go on with. */
let shared: { readonly lab: Lab; resume: string | undefined } | undefined;

/**
 * Shows a figure.
 * @param place the studio's files
 * @param weight of what is loaded before the first run, in bytes
 * @returns what takes it away
 */
export function showFigure(target: Element, name: PartName, place: StudioPlace, weight: number): () => void {
  shared ??= { lab: new Lab(place), resume: resumed() };
  const { lab, resume } = shared;
  const figure = new Figure(name, lab);
  const shown = mount(FigureView, { target, props: { figure, lab, weight } });
  const asked = resume ? (JSON.parse(resume) as { name: PartName; values: Values }) : undefined;
  if (asked?.name === name) {
    shared.resume = undefined;
    figure.values = asked.values;
    void figure.run();
  }
  return () => {
    figure.stop();
    void unmount(shown);
  };
}
