import type { Attachment } from 'svelte/attachments';
import type { View } from '../state/view.svelte.js';

/** Lets an element be zoomed and moved from the first time that it is pointed at or focused: the code for it comes then. */
export const zoomable =
  (view: View): Attachment<HTMLElement> =>
  (element) => {
    let end: (() => void) | undefined;
    let gone = false;
    /** Pressed before the code was here. */
    const pressed: KeyboardEvent[] = [];
    const press = (event: KeyboardEvent): void => void pressed.push(event);
    const load = (): void => {
      for (const event of WANTING) element.removeEventListener(event, load);
      void import('./zoom-by-d3.js').then(({ zoomBy }) => {
        element.removeEventListener('keydown', press);
        if (gone) return;
        end = zoomBy(view, element);
        for (const { key } of pressed) element.dispatchEvent(new KeyboardEvent('keydown', { key }));
      });
    };
    for (const event of WANTING) element.addEventListener(event, load, { passive: true });
    element.addEventListener('keydown', press);
    return () => {
      gone = true;
      end?.();
    };
  };

const WANTING = ['pointerenter', 'touchstart', 'focus'];
