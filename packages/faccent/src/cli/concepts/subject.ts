import { type Device, type DeviceChoice, type Model, type Size, defaultThreads } from 'faccent';
import { deviceOf } from '../device.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { printFacts } from '../print/model.js';

/** The flags that both commands have. */
export interface ConceptFlags extends ModelFlags {
  readonly model?: string;
  readonly layer: string;
  readonly size: [number, number];
  readonly limit: number;
  readonly background?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Where concepts are looked for. */
export interface ConceptSubject {
  readonly model: Model;
  /** A value of the graph. */
  readonly layer: string;
  readonly size: Size;
  readonly environment: { readonly device: Device; readonly threads: number };
}

/** Reads what the flags name. @throws FaccentError */
export async function conceptSubject(flags: ConceptFlags): Promise<ConceptSubject> {
  const device = await deviceOf(flags.device);
  const { model } = await loadModel(flags.model, { ...flags, quiet: flags.json });
  const layer = model.resolve(flags.layer);
  if (!flags.json) printFacts(model.facts);
  return {
    ...{ model, layer, size: flags.size },
    environment: { device, threads: flags.threads ?? defaultThreads() },
  };
}
