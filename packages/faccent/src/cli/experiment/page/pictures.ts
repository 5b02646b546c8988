/** Pictures that are loaded, or on their way, by their files: those of a trial and of the next. */
const loading = new Map<string, Promise<HTMLImageElement>>();

/** That a picture did not come. */
export class NotThere extends Error {
  constructor(readonly file: string) {
    super(`${file} could not be loaded`);
  }
}

async function load(file: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = file;
  try {
    await image.decode();
  } catch {
    loading.delete(file);
    throw new NotThere(file);
  }
  return image;
}

/** Begins to load pictures, and lets go of all others. */
export function expectOnly(files: readonly string[]): void {
  for (const file of loading.keys()) if (!files.includes(file)) loading.delete(file);
  for (const file of files) void picture(file).catch(() => undefined);
}

/** A picture once it can be shown at once. @throws NotThere */
export function picture(file: string): Promise<HTMLImageElement> {
  const found = loading.get(file) ?? load(file);
  loading.set(file, found);
  return found;
}
