/** What a page does with the library alone: the same lines as in Node.js. */
import {
  type PhotographOptions,
  type LoadOptions,
  encodePicture,
  loadModel,
  readMask,
  readPhotograph,
  savePicture,
} from 'faccent';

/** A photograph as the test compares it. */
export interface Read {
  readonly size: readonly number[];
  readonly original: readonly number[];
  readonly path?: string;
  readonly sha256?: string;
  /** Its values as bytes, with commas between them: quicker sent than a list. */
  readonly bytes: string;
}

/** A model as the test compares it. */
export interface Loaded {
  readonly description: object;
  readonly origin: object;
  readonly layers: number;
}

declare global {
  /** Reads a picture by its address, and by what a page may have of it. */
  function readHere(
    address: string,
    how: 'address' | 'blob' | 'file' | 'bytes' | 'bitmap' | 'image',
    options?: PhotographOptions,
  ): Promise<Read>;
  function maskHere(mask: string, photo: string): Promise<number[]>;
  function loadHere(source?: string, options?: LoadOptions): Promise<Loaded & { progress: string[] }>;
  function loadBytesHere(address: string, options: LoadOptions): Promise<Loaded>;
  /** Reads a picture, writes it as PNG under an opacity, and gives that. */
  function encodeHere(address: string, alpha: number): Promise<number[]>;
  function saveHere(address: string, file: string): Promise<void>;
  /** The message of what fails. */
  function failureOf(what: 'picture' | 'model', source: string): Promise<string>;
  function keptHere(): Promise<string[]>;
}

const sourceOf = async (address: string, how: Parameters<typeof readHere>[1]) => {
  if (how === 'address') return address;
  const blob = await (await fetch(address)).blob();
  if (how === 'blob') return blob;
  if (how === 'file') return new File([blob], 'mine.png');
  if (how === 'bytes') return new Uint8Array(await blob.arrayBuffer());
  if (how === 'bitmap') return createImageBitmap(blob);
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
};

globalThis.readHere = async (address, how, options) => {
  const { data, ...known } = await readPhotograph(await sourceOf(address, how), options);
  return { ...known, bytes: Array.from(data, (v) => Math.round(255 * v)).join() };
};

globalThis.maskHere = async (mask, photo) => [
  ...(await readMask(mask, await readPhotograph(photo, { size: [16, 16] }))).values,
];

globalThis.loadHere = async (source, options) => {
  const progress: string[] = [];
  const model = await loadModel(source, { ...options, onProgress: ({ file }) => progress.push(file) });
  const { description, origin, layers } = model;
  return { description, origin: origin!, layers: layers.length, progress: [...new Set(progress)] };
};

globalThis.loadBytesHere = async (address, options) => {
  const blob = await (await fetch(address)).blob();
  const { description, origin, layers } = await loadModel(blob, options);
  return { description, origin: origin!, layers: layers.length };
};

globalThis.encodeHere = async (address, alpha) => {
  const photo = await readPhotograph(address, { size: 16 });
  return [...(await encodePicture(photo, { alpha: new Float32Array(256).fill(alpha) }))];
};

globalThis.saveHere = async (address, file) => savePicture(file, await readPhotograph(address, { size: 16 }));

globalThis.failureOf = async (what, source) => {
  try {
    await (what === 'picture' ? readPhotograph(source) : loadModel(source));
    return 'none';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

globalThis.keptHere = async () => (await (await caches.open('faccent')).keys()).map(({ url }) => url);
