import type { Attachment } from 'svelte/attachments';
import type { View } from '../state/view.svelte.js';

/** Lets an element be zoomed and moved from the first time that it is pointed at or focused: the code for it comes then. */
export const zoomable =
  (view: View): Attachment<HTMLElement> =>
  (element) => {
    let end: (() => void) | undefined;
    let gone = false;
    const load = (): void => {
      for (const event of WANTING) element.removeEventListener(event, load);
      void import('./zoom-by-d3.js').then(({ zoomBy }) => {
        if (!gone) end = zoomBy(view, element);
      });
    };
    for (const event of WANTING) element.addEventListener(event, load, { passive: true });
    return () => {
      gone = true;
      end?.();
    };
  };

const WANTING = ['pointerenter', 'touchstart', 'focus'];
