/** The files that made-up runs have here, by folder and name. */
import { attributionFiles, explanationFiles, runFiles } from 'faccent';
import { attributions, colourful, colourfulResult, explanation, recipe } from './made-up.js';

export async function madeFiles(): Promise<Map<string, Uint8Array | string>> {
  const photograph = colourful(0);
  const accentuation = { name: recipe.name, image: colourful(2), opacity: colourful(4) };
  const folders = {
    run: await runFiles(recipe, photograph, colourfulResult, { report: true, summary: { seconds: 5 } }),
    noise: await runFiles({ ...recipe, photo: undefined }, undefined, colourfulResult, { animate: [] }),
    explanation: await explanationFiles(explanation),
    attribution: await attributionFiles(photograph, attributions, { accentuation }),
  };
  return new Map(
    Object.entries(folders).flatMap(([folder, files]) =>
      [...files].map(([name, contents]) => [`${folder}/${name}`, contents] as const),
    ),
  );
}
