// Accentuations, each made once however many claims look at it.
import { accentuate, box, fourier, fourierPhase, graphCache, pixel, visualize, whole } from 'faccent';

/** The rate at which each moves: pixels need a larger one to move as far (see the manual). */
const PARAMETERIZATIONS = {
  fourier: () => ({ parameterization: fourier() }),
  fourierPhase: () => ({ parameterization: fourierPhase() }),
  pixel: () => ({ parameterization: pixel(), learningRate: 0.5 }),
};

const VIEWS = { crops: (views) => box({ views }), whole: () => whole() };

/** @param say is told what is being made */
export function runsOf({ name, model, feature }, settings, say) {
  const { canvas, steps, crops, randomSeed } = settings;
  const made = new Map();
  const cache = graphCache();
  const once = async (key, make) => {
    const text = JSON.stringify(key);
    if (!made.has(text)) {
      say(`${name} ${text}`);
      made.set(text, await make());
    }
    return made.get(text);
  };
  const optionsOf = ({ parameterization = 'fourier', views = 'crops' }) => ({
    ...PARAMETERIZATIONS[parameterization](),
    transform: VIEWS[views](crops),
    steps,
    cache,
  });
  return {
    /** @param how `strength`, `layer` held, `parameterization`, `views`, `cutoff`; the settings' by default */
    accentuated: ({ name: photograph, image, target }, how = {}) =>
      once([photograph, target, how], () =>
        accentuate(model, image, feature(target), {
          ...optionsOf(how),
          strength: how.strength ?? settings.strength,
          ...(how.layer && { regularize: how.layer }),
          cutoff: how.cutoff,
          randomSeed,
        }),
      ),
    visualized: (target, parameterization, noise, cutoff) =>
      once(['noise', target, parameterization, noise, cutoff], () =>
        visualize(model, feature(target), [canvas, canvas], {
          ...optionsOf({ parameterization }),
          cutoff,
          randomSeed: noise,
        }),
      ),
    release: () => cache.release(),
  };
}
