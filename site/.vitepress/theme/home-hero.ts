import { type VNode, defineComponent, h, ref } from 'vue';
import leopardAccentuated from '../../../docs/pictures/hero/leopard-accentuated.webp';
import leopardPhotograph from '../../../docs/pictures/hero/leopard-photograph.webp';
import leopardWhere from '../../../docs/pictures/hero/leopard-where.webp';
import pirateAccentuated from '../../../docs/pictures/hero/pirate-accentuated.webp';
import piratePhotograph from '../../../docs/pictures/hero/pirate-photograph.webp';
import pirateWhere from '../../../docs/pictures/hero/pirate-where.webp';
import pizzaAccentuated from '../../../docs/pictures/hero/pizza-accentuated.webp';
import pizzaPhotograph from '../../../docs/pictures/hero/pizza-photograph.webp';
import pizzaWhere from '../../../docs/pictures/hero/pizza-where.webp';

interface Scene {
  /** The class that was raised. */
  readonly towards: string;
  readonly seed: string;
  readonly photograph: string;
  readonly accentuated: string;
  readonly where: string;
}

const SCENES: readonly Scene[] = [
  {
    ...{ towards: 'leopard', seed: 'a cat', photograph: leopardPhotograph },
    ...{ accentuated: leopardAccentuated, where: leopardWhere },
  },
  {
    ...{ towards: 'pizza', seed: 'a cup of coffee', photograph: pizzaPhotograph },
    ...{ accentuated: pizzaAccentuated, where: pizzaWhere },
  },
  {
    ...{ towards: 'pirate ship', seed: 'boats in a harbour', photograph: piratePhotograph },
    ...{ accentuated: pirateAccentuated, where: pirateWhere },
  },
];

/** Width and height of each picture, in pixels. */
const SIZE = 800;

/** The first page's beginning: its text, and a photograph that a slider turns into its accentuation. */
export const HomeHero = defineComponent({
  name: 'HomeHero',
  setup(_, { slots }) {
    const chosen = ref(0);
    /** How much of the accentuation is seen, in percent from the left. */
    const seen = ref(50);
    const onlyWhere = ref(false);

    const picture = (src: string, alt: string, style?: object): VNode =>
      h('img', {
        key: src,
        src,
        alt,
        style,
        width: SIZE,
        height: SIZE,
        fetchpriority: 'high',
        draggable: false,
      });

    const choices = (): VNode[] =>
      SCENES.map(({ towards, photograph, seed }, i) =>
        h(
          'button',
          { type: 'button', 'aria-pressed': chosen.value === i, onClick: () => void (chosen.value = i) },
          [h('img', { src: photograph, alt: seed, width: 32, height: 32 }), `towards ${towards}`],
        ),
      );

    return () => {
      const { towards, seed, photograph, accentuated, where } = SCENES[chosen.value]!;
      const clip = { clipPath: `inset(0 ${100 - seen.value}% 0 0)` };
      return h('div', { class: 'home-hero' }, [
        h('div', { class: 'vp-doc words' }, slots.default?.()),
        h('figure', { style: { '--seen': `${seen.value}%` } }, [
          h('div', { class: 'pictures' }, [
            picture(photograph, `The photograph: ${seed}`),
            onlyWhere.value
              ? picture(where, `What changed towards ${towards}; elsewhere it is clear`, {
                  ...clip,
                  ...{ background: 'var(--vp-c-bg)' },
                })
              : picture(accentuated, `The same, accentuated towards ${towards}`, clip),
            h('span', { class: 'edge', 'aria-hidden': true }),
            h(
              'span',
              { class: 'name', 'aria-hidden': true },
              onlyWhere.value ? 'where' : `towards ${towards}`,
            ),
            h('span', { class: 'name right', 'aria-hidden': true }, 'photograph'),
            h('input', {
              ...{ type: 'range', min: 0, max: 100, value: seen.value },
              'aria-label': `From the photograph to its accentuation towards ${towards}`,
              onInput: (event: Event) => void (seen.value = Number((event.target as HTMLInputElement).value)),
            }),
          ]),
          h('figcaption', [
            ...choices(),
            h(
              'button',
              {
                ...{ type: 'button', class: 'where', 'aria-pressed': onlyWhere.value },
                onClick: () => void (onlyWhere.value = !onlyWhere.value),
              },
              'only where',
            ),
          ]),
        ]),
      ]);
    };
  },
});
