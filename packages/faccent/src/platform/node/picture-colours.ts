import type { Metadata } from 'sharp';
import { FaccentError } from '../../errors.js';
import { type Profile, labXyz, readProfile } from '../../formats/icc.js';
import { avifColour, pngColour } from '../../image/file-colour.js';
import { type Colours, asWritten, plainInks } from '../../image/over.js';

/** What the values of a picture are. */
export type Space = Profile['space'] | 'Lab';

export const CHANNELS: Readonly<Record<Space, number>> = { RGB: 3, grey: 1, CMYK: 4, Lab: 3 };

/** How colours are read from a picture's values. */
export interface ReadColours {
  readonly space: Space;
  readonly colours: Colours;
  /** Whether sharp converts bytes of it as well: none of ours is needed. */
  readonly plain: boolean;
}

const SPACES: Readonly<Partial<Record<Metadata['space'], Space>>> = {
  ...{ srgb: 'RGB', rgb: 'RGB', rgb16: 'RGB', scrgb: 'RGB', cmyk: 'CMYK' },
  ...{ 'b-w': 'grey', grey16: 'grey' },
};

/**
 * What a picture's colours are by its profile, or by what its file says without one.
 * @param lab the numbers of CIE L*a*b* in a TIFF, where it has them
 * @throws FaccentError where it has other channels than colours have, or is brighter than a page
 */
export function coloursOf(picture: Uint8Array, metadata: Metadata, lab: Lab | undefined): ReadColours {
  const { space: named, channels, format, icc } = metadata;
  if (lab) return { space: 'Lab', plain: false, colours: { xyz: xyzOfLab(lab) } };
  const space = SPACES[named] ?? (channels === 1 ? 'grey' : channels === 3 ? 'RGB' : undefined);
  if (!space)
    throw new FaccentError(
      `it has ${channels} channels that are no colours: give them as a NumPy array (planes, height, width)`,
    );
  const profile = icc && readProfile(icc);
  if (profile?.space === space)
    return { space, plain: profile.plain && space === 'RGB', colours: { xyz: profile.xyz } };
  if (space === 'CMYK') return { space, plain: false, colours: plainInks };
  const said = icc
    ? {}
    : format === 'png'
      ? pngColour(picture)
      : format === 'heif'
        ? avifColour(picture)
        : {};
  if (said.hdr)
    throw new FaccentError(
      `its brightness is that of ${said.hdr}, and a page has none above white: convert it to sRGB`,
    );
  // a profile of other channels than the picture's says nothing
  if (!said.xyz || space !== 'RGB') return { space, plain: icc === undefined, colours: asWritten };
  return { space, plain: false, colours: { xyz: said.xyz } };
}

/** How a TIFF writes CIE L*a*b*: as it is, or as profiles do; in bytes, or in 16 bits. */
export interface Lab {
  readonly asProfiles: boolean;
  readonly wide: boolean;
}

const xyzOfLab =
  ({ asProfiles, wide }: Lab): Profile['xyz'] =>
  ([l, a, b]) => {
    const most = wide ? 65535 : 255;
    const unit = wide ? 256 : 1;
    if (asProfiles) {
      const white = wide ? 65280 : 255;
      return labXyz((100 * l! * most) / white, (a! * most) / unit - 128, (b! * most) / unit - 128);
    }
    const signed = (v: number): number => {
      const n = Math.round(v * most);
      return (n > most / 2 ? n - most - 1 : n) / unit;
    };
    return labXyz(100 * l!, signed(a!), signed(b!));
  };
