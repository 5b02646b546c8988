import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const HOW_TO_INSTALL =
  'no Chromium was found on PATH: install one (apt-get install chromium), or set CHROMIUM_PATH to a Chromium or Chrome';

/** The browser named by CHROMIUM_PATH, or the first on PATH. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const candidates = names.flatMap((name) => PATH.split(path.delimiter).map((dir) => path.join(dir, name)));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export const FLAGS = [
  '--no-sandbox', // Chromium's own does not work for root
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A WebGPU adapter in software, on machines without a graphics card too. */
export const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
