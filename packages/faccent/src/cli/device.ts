import { type Device, type DeviceChoice, chooseDevice } from 'faccent';
import pc from './print/colours.js';

/** The device that a run gets, with one line where it is not the one asked for. */
export async function deviceOf(choice: DeviceChoice): Promise<Device> {
  const { device, explanation } = await chooseDevice(choice);
  if (explanation) console.error(pc.yellow(`note: ${explanation}`));
  return device;
}
