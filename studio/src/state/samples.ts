/** A photograph that comes with the page. */
export interface Sample {
  readonly name: string;
  /** Its file's name, by which recipes and links know it. */
  readonly file: string;
  readonly url: string;
}

/** The photographs of examples/photos, CC0. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'cat',
    file: 'chelsea.png',
    url: new URL('../../../examples/photos/chelsea.png', import.meta.url).href,
  },
  {
    name: 'coffee',
    file: 'coffee.png',
    url: new URL('../../../examples/photos/coffee.png', import.meta.url).href,
  },
  {
    name: 'boats',
    file: 'nagasaki-boats.jpg',
    url: new URL('../../../examples/photos/nagasaki-boats.jpg', import.meta.url).href,
  },
  {
    name: 'airplane',
    file: 'airplane-from-above.jpg',
    url: new URL('../../../examples/photos/airplane-from-above.jpg', import.meta.url).href,
  },
  {
    name: 'flower',
    file: 'allium-oreophilum.jpg',
    url: new URL('../../../examples/photos/allium-oreophilum.jpg', import.meta.url).href,
  },
];
