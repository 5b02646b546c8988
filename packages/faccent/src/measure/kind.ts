import { type Declared, type Description, kind } from '../declaration/declare.js';
import type { Image } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { Change } from './change.js';
import type { OtherClass } from './other-class.js';

/** An accentuation, and what it can be compared with: a measure that lacks what it needs is not made. */
export interface Measured {
  readonly model: Model;
  readonly photo: Image;
  readonly accentuation: Image;
  /** The objective on both, whole and unaugmented. */
  readonly activation: Change;
  /** Where the distance is taken. */
  readonly layer?: string | null;
  /** The objective's values on whole natural images. */
  readonly naturalActivations?: ArrayLike<number>;
  /** A class of another model. */
  readonly second?: OtherClass;
  /** Where networks run. */
  readonly running: InspectOptions;
}

/** What accentuations are compared with: measures stand in this order, in records and for people. */
export const COMPARED_WITH = ['natural images', 'the photograph', 'another model'] as const;

/** A measure for people: what it is compared with, and what was found. */
export type MeasureRow = readonly [name: string, value: string];

/** Something that is measured of an accentuation. */
export interface Measure<V = unknown> {
  /** Also its key in the record. */
  readonly name: string;
  /** What `measures.read` makes the same measure of. */
  readonly description: Description;
  readonly comparedWith: (typeof COMPARED_WITH)[number];
  /** undefined where what it needs is not there. */
  of(measured: Measured): Promise<V>;
  /** Rows of one name are put together, with commas between their values. */
  row(value: NonNullable<V>): MeasureRow;
}

/** Arguments, where they are there. */
type Perhaps = readonly unknown[] | undefined;

interface MeasureDeclaration<A extends readonly unknown[], P extends Perhaps, R> {
  /** One line, with unit and range. */
  readonly about: string;
  readonly comparedWith: Measure['comparedWith'];
  readonly compute: (...args: A) => R;
  /** What it is computed of; undefined where something is lacking. */
  readonly needs: (measured: Measured) => P;
  readonly row: (value: Awaited<R>) => MeasureRow;
}

/** The value that a record has, or nothing. */
type ValueOf<P, R> = Awaited<R> | (undefined extends P ? undefined : never);

/** A measure as a function of what it is computed of, and its declaration. */
export type DeclaredMeasure<A extends readonly unknown[], P, R> = ((...args: A) => R) & {
  readonly declared: Declared<Measure<ValueOf<P, R>>>;
};

const declare = kind<Measure, Omit<Measure, 'name' | 'description'>>('measure', (built, own) => ({
  ...built,
  ...own,
}));

/**
 * Declares a measure: its key in the record, its row for people and its line in docs come from this. One file a measure.
 * @example export const pixels = declareMeasure('pixels', { about, comparedWith: 'the photograph', compute, needs, row });
 */
export function declareMeasure<A extends readonly unknown[], const P extends Perhaps, R>(
  name: string,
  declaration: MeasureDeclaration<A, P, R> & (P extends Readonly<A> | undefined ? unknown : never),
): DeclaredMeasure<A, P, R> {
  const { about, comparedWith, compute, needs, row } = declaration as MeasureDeclaration<A, P, R>;
  const { declared } = declare(name, {
    about,
    options: {},
    build: () => ({
      comparedWith,
      row: (value) => row(value as Awaited<R>),
      of: async (measured) => {
        const args = needs(measured);
        return args && (await compute(...(args as unknown as A)));
      },
    }),
  });
  const measure = (...args: A): R => compute(...args);
  Object.defineProperty(measure, 'name', { value: name });
  return Object.assign(measure, { declared: declared as Declared<Measure<ValueOf<P, R>>> });
}
