// Pages, charts and colour maps bring styles, scripts and parts of D3: they are loaded when the first is asked for.

/**
 * All files of a run, by name: pictures, animations, the curve of its activation, the recipe and, when asked, a report.
 * Where the run started from noise there is no photograph.
 * @throws FaccentError for an animation that cannot be made here
 * @example for (const [name, bytes] of await runFiles(run.recipe, photo, run.result)) await writeFile(name, bytes);
 */
export const runFiles = /* @__PURE__ */ loaded(async () => (await import('./run-files.js')).runFiles);

/**
 * A run as one HTML file that needs nothing else. Where the run started from noise there is no photograph, and its start is
 * shown; what else is known of the run comes last.
 * @example
 * const { seconds } = run;
 * await writeFile('report.html', await reportPage(run.recipe, photo, run.result, { seconds }));
 */
export const reportPage = /* @__PURE__ */ loaded(async () => (await import('./report-page.js')).reportPage);

/**
 * All files of an explanation, by name: a page, a sheet, the numbers, and a recipe of each accentuation.
 * @example
 * const files = await explanationFiles(await explain(model, photo, { actual: 'schooner' }));
 * for (const [name, bytes] of files) await writeFile(name, bytes);
 */
export const explanationFiles = /* @__PURE__ */ loaded(
  async () => (await import('./explanation-files.js')).explanationFiles,
);

/**
 * All files of a series of levels, by name: a sheet, an animation, a table (CSV), each picture, the recipe.
 * @throws FaccentError for an animation that cannot be made here
 * @example
 * const request = await recipe({ model, photograph: photo, objective, levels: 3 });
 * const { recipe: made, result } = await finished(runLevels(request, { model, photo }));
 * for (const [name, bytes] of await levelsFiles(made, photo, result)) await writeFile(name, bytes);
 */
export const levelsFiles = /* @__PURE__ */ loaded(
  async () => (await import('./levels-files.js')).levelsFiles,
);

/**
 * All files of an audit, by name: a page, the numbers, and each picture. What is told with it are the photographs' files, and
 * what was taken to be so of the model.
 * @example
 * const files = await auditFiles(await audited(model, { layer: 'block5c', unit: 12 }, [photo]));
 * for (const [name, bytes] of files) await writeFile(name, bytes);
 */
export const auditFiles = /* @__PURE__ */ loaded(async () => (await import('./audit-files.js')).auditFiles);

/**
 * All pictures and arrays of a photograph's attribution maps, by name.
 * @example
 * const files = await attributionFiles(photo, [await gradCam(model, photo, objective)]);
 * for (const [name, bytes] of files) await writeFile(name, bytes);
 */
export const attributionFiles = /* @__PURE__ */ loaded(
  async () => (await import('./attribution-files.js')).attributionFiles,
);

/**
 * A run's curves as SVG: its activation over steps and, where it was regularized, the distance below it.
 * @example await writeFile('activation.svg', await activationChart(run.recipe));
 */
export const activationChart = /* @__PURE__ */ loaded(
  async () => (await import('./chart.js')).activationChart,
);

/**
 * What is raised along a run against what it is raised against, on the whole picture, as SVG. Of the recipe it takes what
 * the run is called, and what is raised against.
 * @example
 * const [raised, other] = [channel({ layer: 'block5c', unit: 12 }), channel({ layer: 'block5c', unit: 13 })];
 * const request = await recipe({ model, photograph: photo, objective: against({ raised, other, weight: 2 }) });
 * const { recipe: made, result } = await finished(runRecipe(request, { model, photo }));
 * await writeFile('trade-off.svg', await tradeOffChart(made, result.against!));
 */
export const tradeOffChart = /* @__PURE__ */ loaded(
  async () => (await import('./trade-off.js')).tradeOffChart,
);

/**
 * Series over named places as SVG: a line through the means, a band over the intervals. NaN leaves a gap. The places are
 * labels under the plot, in order, of which empty ones are not shown; the last are numbers that the scale holds besides the
 * intervals, 0 and 1 by default.
 * @example
 * const values = [[0.2, 0.3], [0.5, 0.9]].map((likeness) => meanInterval(likeness));
 * const svg = await intervalChart('likeness', ['block5a', 'block5b'], [{ label: 'accentuations', values }]);
 */
export const intervalChart = /* @__PURE__ */ loaded(
  async () => (await import('./intervals.js')).intervalChart,
);

/**
 * A map alone, in a perceptual colour map: a diverging one where it is signed.
 * @example
 * const map = await saliency(model, photo, objective);
 * await savePicture('saliency.png', await mapPicture(mapStrengths(map, photo), photo.size));
 */
export const mapPicture = /* @__PURE__ */ loaded(async () => (await import('./overlay.js')).mapPicture);

/**
 * A map over the photograph, which is grey and dimmed so that no colour is the photograph's.
 * @example
 * const where = await mapOverlay({ towards: opacityMap(opacity, photo.size) }, photo);
 * await savePicture('where.png', where);
 */
export const mapOverlay = /* @__PURE__ */ loaded(async () => (await import('./overlay.js')).mapOverlay);

/** A function that is loaded when it is first called. */
function loaded<A extends readonly unknown[], R>(
  load: () => Promise<(...args: A) => R | Promise<R>>,
): (...args: A) => Promise<R> {
  return async (...args) => (await load())(...args);
}
