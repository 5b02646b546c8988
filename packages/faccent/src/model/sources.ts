/** Where it is from what a person told the library or the command line. */
export const STATED = 'as stated';

/** Where each field of a description is from; of some that are not there, why. */
export type Sources = Readonly<Record<string, string>>;

/** Of a layer to hold runs at, where there is none. */
export const NOTHING = 'nothing states one';

/** Of what nothing states. */
export const USUAL = 'the usual (nothing states another)';

/** The sources of a description that a person gave as it is. */
export const statedOf = (description: object): Sources => ({
  channelOrder: USUAL,
  ...Object.fromEntries(
    Object.entries(description)
      .filter(([, value]) => value !== undefined)
      .map(([key]) => [key, STATED]),
  ),
});
