import { useData } from 'vitepress';
import { VPLink } from 'vitepress/theme-without-fonts';
import { defineComponent, h } from 'vue';

/** Above a page's heading, the way to it: on a phone nothing else says where one is. */
export const Within = defineComponent({
  name: 'Within',
  setup() {
    const { frontmatter } = useData();
    return () => {
      const { within = [] } = frontmatter.value as { within?: { text: string; link: string }[] };
      if (!within.length) return null;
      const links = within.map(({ text, link }) => h(VPLink, { href: link }, () => text));
      return h('nav', { class: 'within', 'aria-label': 'Breadcrumb' }, links);
    };
  },
});
