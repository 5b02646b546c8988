/** A photograph that comes with the page. */
export interface Sample {
  readonly name: string;
  readonly url: string;
}

/** The photographs of examples/photos, CC0. */
export const SAMPLES: readonly Sample[] = [
  { name: 'cat', url: new URL('../../../examples/photos/chelsea.png', import.meta.url).href },
  { name: 'coffee', url: new URL('../../../examples/photos/coffee.png', import.meta.url).href },
  { name: 'boats', url: new URL('../../../examples/photos/nagasaki-boats.jpg', import.meta.url).href },
  {
    name: 'airplane',
    url: new URL('../../../examples/photos/airplane-from-above.jpg', import.meta.url).href,
  },
  { name: 'flower', url: new URL('../../../examples/photos/allium-oreophilum.jpg', import.meta.url).href },
];
