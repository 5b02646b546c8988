import type { Metadata } from 'sharp';
import { FaccentError } from '../../errors.js';
import type { Rgb } from '../../image/background.js';
import type { Size } from '../../image/image.js';
import { asWritten, over } from '../../image/over.js';
import { stackPicture } from '../../image/stack.js';
import type { OpenPicture } from '../platform.js';
import { CHANNELS, coloursOf } from './picture-colours.js';
import { MOST_PIXELS, checkProportion } from './picture-limits.js';
import type { TiffFacts } from './tiff-facts.js';
import { type Open, type Samples, depthOf, samplesOf } from './picture-samples.js';

const [WHITE, BLACK]: readonly [Rgb, Rgb] = [
  [255, 255, 255],
  [0, 0, 0],
];

/** The pages of a TIFF as the planes of a stack, each grey, or what planes each of them has. */
export async function stackOf(open: Open, facts: TiffFacts): Promise<OpenPicture> {
  const { picture, pages } = facts;
  const bands = [...Array(facts.bands ?? 1).keys()];
  const limited = { limitInputPixels: MOST_PIXELS };
  const metadata = await open(picture, { ...limited, page: pages[0] }).metadata();
  const { autoOrient } = metadata;
  checkStack(picture, metadata, pages.length);
  const size: Size = [autoOrient.height, autoOrient.width];
  const planes = async (background: Rgb | null): Promise<OpenPicture> => {
    const read: Page[] = [];
    for (const page of pages) {
      read.push(await pageOf(open, facts, page, background ?? WHITE));
      const { size: own } = read.at(-1)!.samples;
      if (own[0] !== size[0] || own[1] !== size[1])
        throw new FaccentError('its pages are of different sizes, and so no planes of one picture');
    }
    // one scale for all: a dark plane of wide numbers stays dark beside a light one
    const most = Math.max(...read.map(({ samples }) => samples.most));
    return stackPicture(
      read.flatMap(({ samples, grey }) =>
        grey ? [grey] : bands.map((band) => plane(samples, band, most, background === null)),
      ),
      size,
    );
  };
  return {
    size,
    image: async (canvas, background) => (await planes(background)).image(canvas, background),
    grey: async (canvas) => (await planes(BLACK)).grey(canvas),
  };
}

/** Before any page is unpacked. @throws FaccentError where they take more memory, together, than a picture may */
function checkStack(picture: Uint8Array, metadata: Metadata, pages: number): void {
  checkProportion(picture, { ...metadata, height: metadata.height * pages }, false);
  const { width, height } = metadata;
  if (width * height * pages > MOST_PIXELS)
    throw new FaccentError(
      `its ${pages} pages of ${width} × ${height} pixels are more than ${MOST_PIXELS / 1e6} million together: make them smaller`,
    );
}

interface Page {
  readonly samples: Samples;
  /** Of a page in colours, or transparent: how light it is seen to be. */
  readonly grey?: Float32Array;
}

async function pageOf(open: Open, facts: TiffFacts, page: number, background: Rgb): Promise<Page> {
  const { picture, bands } = facts;
  const metadata = await open(picture, { limitInputPixels: MOST_PIXELS, page }).metadata();
  if (bands) return { samples: await samplesOf(open, picture, depthOf(metadata, facts), page) };
  const { space, colours } = coloursOf(picture, metadata, undefined);
  const samples = await samplesOf(open, picture, depthOf(metadata, facts), page);
  if (space === 'grey' && colours === asWritten && !samples.alpha) return { samples };
  const bytes = over({ ...samples, channels: CHANNELS[space] }, colours, background);
  const [height, width] = samples.size;
  const grey = await open(bytes, { raw: { width, height, channels: 3 } })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();
  return { samples, grey: Float32Array.from(grey, (v) => v / 255) };
}

/** @param before as recipes up to version 5 have it: of 16 bits the upper 8 */
function plane({ data, stride }: Samples, band: number, most: number, before: boolean): Float32Array {
  const value = before && most === 65535 ? (v: number) => Math.floor(v / 256) / 255 : (v: number) => v / most;
  return Float32Array.from({ length: data.length / stride }, (_, i) => value(data[i * stride + band]!));
}
