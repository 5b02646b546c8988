import { FaccentError } from '../errors.js';

/** A network that comes with the package, in `network/NAME`. */
export interface ShippedNetwork {
  readonly name: string;
  readonly about: string;
  /** Of its file: what was made with it is found by it, wherever that file was. */
  readonly sha256: string;
}

/** The networks that need no download. The first is taken where none is named. */
export const SHIPPED = [
  {
    name: 'efficientnet-lite0-robust',
    about: 'EfficientNet-Lite0 made robust, ImageNet: ships, and is the default',
    sha256: '55109c34df4a03d4d8e15ac221c53fe45606a28abb41c30bc472b429e29232da',
  },
  {
    name: 'efficientnet-lite0',
    about: 'EfficientNet-Lite0 as published, ImageNet: ships',
    sha256: '32234f486d4847a6cb36c8001de3fdf2566416c0d8550bfcfe0efc91b9ee2fb1',
  },
] as const satisfies readonly ShippedNetwork[];

export type ShippedName = (typeof SHIPPED)[number]['name'];

/** The network that is taken where none is named. */
export const DEFAULT_NETWORK: ShippedName = SHIPPED[0].name;

/** A network that shipped once, with where it is now. */
interface FormerNetwork extends Omit<ShippedNetwork, 'about'> {
  readonly where: string;
}

const FORMER: readonly FormerNetwork[] = [
  {
    name: 'mini-inception',
    sha256: '172579ae2511297d40a38feb83231710a1c21f3819af84480e82afcf2f9f68f2',
    where: "faccent 0.2.0 and before, and in tests/fixtures/mini-inception of faccent's repository",
  },
];

/** Whether a name is that of a network that ships. */
export const ships = (name: string): name is ShippedName => SHIPPED.some((network) => network.name === name);

/** The name of the network that ships, or once did, whose file has this hash. */
export const nameOfHash = (sha256: string): string | undefined =>
  [...SHIPPED, ...FORMER].find((network) => network.sha256 === sha256)?.name;

/** Refuses a name of what ships no longer. @throws FaccentError that says where it is */
export function refuseFormer(name: string): void {
  const former = FORMER.find((network) => network.name === name);
  if (former)
    throw new FaccentError(
      `"${name}" ships no longer: it is in ${former.where}; give its folder as the model`,
      { help: 'former' },
    );
}
