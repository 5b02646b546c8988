import { useData } from 'vitepress';
import { defineComponent, h } from 'vue';

/** Above a page's heading, the part of the site that it is of: on a phone nothing else says it. */
export const Within = defineComponent({
  name: 'Within',
  setup() {
    const { frontmatter } = useData();
    return () => {
      const { within } = frontmatter.value as { within?: string };
      return within ? h('p', { class: 'within' }, within) : null;
    };
  },
});
