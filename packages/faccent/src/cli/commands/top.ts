import { type DeviceChoice, strongest } from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { type ModelFlags, loadModel } from '../../models/load.js';
import { readPhoto } from '../../platform/node/photo.js';
import { printAssumed } from '../print/transfers.js';

export interface TopFlags extends ModelFlags {
  readonly model?: string;
  readonly layer?: string;
  readonly count: number;
  readonly size: [number, number];
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function topCommand(photoPath: string, flags: TopFlags): Promise<void> {
  const { model, assumed } = await loadModel(flags.model, { ...flags, quiet: flags.json });
  if (!flags.json) printAssumed(assumed);
  const { image } = await readPhoto(photoPath, flags.size);
  const { layer, count, threads } = flags;
  const device = await deviceOf(flags.device);
  const units = await strongest(model, image, { layer, count, device, threads });
  if (flags.json) {
    console.log(JSON.stringify(units, null, 1));
    return;
  }
  for (const { unit, activation, probability, label, position, peak } of units) {
    const value =
      probability === undefined
        ? activation.toFixed(3)
        : `${(100 * probability).toFixed(2).padStart(6)} %  ${activation.toFixed(2)}`;
    const where = position
      ? pc.dim(`  strongest (${peak!.toFixed(2)}) at row ${position[0]}, column ${position[1]}`)
      : '';
    console.log(
      `${String(unit).padStart(5)}  ${value.padStart(9)}  ${label ? pc.bold(label) : ''}${where}`.trimEnd(),
    );
  }
}
