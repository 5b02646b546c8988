import { type PropType, defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';
import { withBase } from 'vitepress';
import type { PartName } from '../../../studio/src/article/parts.js';
import type { StudioFiles } from '../../studio.js';

/** What the build knows of the studio. */
declare const STUDIO_FILES: StudioFiles;

/**
 * A figure whose knobs compute in the page, by the studio's worker. What it holds in Markdown is shown until then, and where
 * there is no script.
 */
export const TryFigure = defineComponent({
  name: 'TryFigure',
  props: { part: { type: String as PropType<PartName>, required: true } },
  setup({ part }, { slots }) {
    const target = ref<HTMLElement>();
    let takeAway: (() => void) | undefined;
    let gone = false;
    onMounted(async () => {
      const { showFigure } = await import('../../../studio/src/article/index.js');
      if (gone) return;
      const folder = new URL(withBase('/studio/'), document.baseURI).href;
      const place = { folder, worker: new URL(STUDIO_FILES.worker, folder).href };
      takeAway = showFigure(target.value!, part, place, STUDIO_FILES.weight);
    });
    onBeforeUnmount(() => {
      gone = true;
      takeAway?.();
    });
    return () =>
      h('div', { class: 'try-figure' }, [
        h('div', { class: 'poster' }, slots.default?.()),
        h('div', { ref: target }),
      ]);
  },
});
