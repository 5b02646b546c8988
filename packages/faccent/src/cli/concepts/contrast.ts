import path from 'node:path';
import { contrastDirection, meanActivations } from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { inOneGo } from '../signals/in-one-go.js';
import { formatNpy } from '../../formats/npy.js';
import { readFolder } from '../../platform/node/photos.js';
import { type ConceptFlags, conceptSubject } from './subject.js';

export interface ContrastFlags extends ConceptFlags {
  readonly out: string;
}

/** The channels that differ most, strongest first. */
const SHOWN = 5;

/** `faccent concept contrast`. */
export async function contrastCommand(
  positive: string,
  negative: string,
  flags: ContrastFlags,
): Promise<void> {
  const { model, layer, size, environment } = await conceptSubject(flags);
  const on = { size, background: flags.background };
  const [first, second] = [
    await readFolder(positive, on, flags.limit),
    await readFolder(negative, on, flags.limit),
  ];
  await inOneGo(
    path.dirname(flags.out),
    'a direction',
    async (output) => {
      const vectors = async (folder: typeof first): Promise<Float32Array[]> =>
        meanActivations(
          model,
          folder.map(({ image }) => image),
          layer,
          environment,
        );
      const direction = contrastDirection(await vectors(first), await vectors(second));
      await output.write(
        new Map([[path.basename(flags.out), formatNpy([direction.length], direction, 'direction')]]),
      );
      const length = Math.hypot(...direction);
      const strongest = [...direction.keys()]
        .sort((a, b) => Math.abs(direction[b]!) - Math.abs(direction[a]!))
        .slice(0, SHOWN)
        .map((unit) => ({ unit, difference: direction[unit]! }));
      const images = { with: first.length, without: second.length };
      if (flags.json) {
        console.log(
          formatJson('the direction', {
            ...{ file: path.resolve(flags.out), layer: flags.layer, channels: direction.length },
            ...{ images, length, strongest },
          }),
        );
        return;
      }
      console.log(
        `${pc.bold(`${direction.length} channels`)} of ${flags.layer}: ${images.with} photographs less ${images.without}, length ${length.toPrecision(3)}`,
      );
      for (const { unit, difference } of strongest)
        console.log(`${String(unit).padStart(6)}  ${difference.toFixed(4).padStart(9)}`);
      console.log(
        `direction: ${pc.cyan(flags.out)} (faccent accentuate PHOTO --layer ${flags.layer} --direction ${flags.out})`,
      );
    },
    { shared: true },
  );
}
