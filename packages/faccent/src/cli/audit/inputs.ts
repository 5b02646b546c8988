import path from 'node:path';
import { existsSync } from 'node:fs';
import { type AuditOptions, FaccentError, type Model, type RecipeFeature, type Size } from 'faccent';
import { nameOfHash, SHIPPED } from '../../models/shipped.js';
import { readFolder } from '../../platform/node/photos.js';
import type { LoadOptions } from '../../models/load.js';
import { imagesDigest } from '../comparisons.js';
import { readAbout } from '../exemplars/about.js';
import { digestOfExemplars, holdsExemplars, naturalActivations } from '../exemplars/natural.js';
import { about } from '../flags/about.js';
import { loadModel } from '../models/load.js';
import type { AskedInputs, AuditInputFlags } from '../unfinished/asked.js';
import { ofFeature } from '../target.js';

/** What natural photographs are seen on, and by what. */
interface SeenBy {
  readonly model: Model;
  readonly feature: RecipeFeature;
  readonly size: Size;
  readonly background?: string;
}

type Inputs = Pick<AuditOptions, 'natural' | 'naturalActivations' | 'naturalName' | 'second' | 'secondName'>;

const NONE = 'none';

/** The network that pictures are shown besides: of those that ship, the other one. */
function usualSecond(model: Model): string | undefined {
  const name = nameOfHash(model.origin?.sha256 ?? '');
  return SHIPPED.some((one) => one.name === name)
    ? SHIPPED.find((one) => one.name !== name)?.name
    : undefined;
}

/** What flags ask for, with what tells it from others. @throws FaccentError where it cannot be read */
export async function auditInputs(
  { natural, limit, second: named }: AuditInputFlags,
  seen: SeenBy,
  finding: Pick<LoadOptions, 'offline' | 'foreign'> = {},
): Promise<{ inputs: Inputs; asked: AskedInputs }> {
  const second = named ?? usualSecond(seen.model);
  const other =
    second === undefined || second === NONE
      ? undefined
      : await about('--second', () => loadModel(second, { quiet: true }, finding));
  const photographs =
    natural === undefined ? undefined : await about('--natural', () => naturalIn(natural, limit, seen));
  return {
    inputs: { ...photographs?.inputs, second: other?.model, secondName: other && second },
    asked: {
      limit,
      second: second !== undefined && existsSync(second) ? path.resolve(second) : (second ?? NONE),
      secondSha256: other?.sha256,
      naturalSha256: photographs?.sha256,
      natural: natural === undefined ? undefined : path.resolve(natural),
    },
  };
}

/** Natural photographs; of exemplars those that were measured, whose activations are known. */
async function naturalIn(
  natural: string,
  limit: number,
  { model, feature, size, background }: SeenBy,
): Promise<{ inputs: Inputs; sha256: string }> {
  if (!holdsExemplars(natural)) {
    const images = (await readFolder(natural, { size, background }, limit)).map(({ image }) => image);
    const naturalName = `${images.length} photographs of "${path.basename(path.resolve(natural))}"`;
    return { inputs: { natural: images, naturalName }, sha256: await imagesDigest(natural) };
  }
  const target = ofFeature(feature);
  const activations = await naturalActivations(natural, { target, model, size, background });
  const { folder } = await readAbout(natural);
  const images = (await readFolder(folder, { size, background }, limit)).map(({ image }) => image);
  return {
    inputs: {
      ...{ natural: images, naturalActivations: activations },
      naturalName: `${activations.length} photographs of exemplars, ${images.length} of them looked at`,
    },
    sha256: await digestOfExemplars(natural),
  };
}

/** What an audit that goes on compares with. @throws FaccentError where it is not what it was when it began */
export async function auditInputsAgain(asked: AskedInputs, seen: SeenBy, fetch: boolean): Promise<Inputs> {
  const finding = { offline: fetch ? undefined : true, foreign: true } as const;
  const { inputs, asked: now } = await auditInputs(asked, seen, finding);
  const [what, name] =
    now.naturalSha256 !== asked.naturalSha256
      ? ['the photographs in', asked.natural]
      : now.secondSha256 !== asked.secondSha256
        ? ['the model', asked.second]
        : [];
  if (what !== undefined)
    throw new FaccentError(
      `${what} "${name}" changed since the audit began, which is compared with it: put back what it was, or start the audit again`,
    );
  return inputs;
}
