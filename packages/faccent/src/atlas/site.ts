/** What has become of a job: a result, or not yet, or no more. */
export type SiteState = 'done' | 'running' | 'waiting' | 'failed';

/** A place in a sheet of thumbnails: which of the file's `sheets`, and which of its cells, row by row. */
export type SiteCell = readonly [sheet: number, cell: number];

/** A box on a photograph's canvas, in parts of its height and width. */
export type SiteBox = readonly [y0: number, x0: number, y1: number, x1: number];

/** A job as lists of a site have it. */
export interface SiteResult {
  /** Of the job: the folder of its result, and the end of its link. */
  readonly id: string;
  readonly state: SiteState;
  readonly layer: string;
  readonly unit: number;
  /** Which of the file's `photographs`; none of a run from noise. */
  readonly photograph?: number;
  /** None where there is neither a result nor a photograph to show. */
  readonly thumbnail?: SiteCell;
  /** Of the whole picture, before and after. */
  readonly activation?: readonly [before: number, after: number];
  /** Where in the photograph the unit fires most, where exemplars say so. */
  readonly box?: SiteBox;
}

/** A photograph as files of a site have it: the SHA-256 of its file, its name, and its canvas among the site's files. */
export type SitePhotograph = readonly [sha256: string, name: string, file?: string];

/** A piece of a list, in a file of its own. */
export interface SiteChunk {
  /** Files of thumbnails. */
  readonly sheets: readonly string[];
  readonly photographs: readonly SitePhotograph[];
  readonly results: readonly SiteResult[];
}

/** Results that belong together in a list: of a unit, or of a photograph. */
export interface SiteSection {
  /** The unit's index, or the SHA-256 of the photograph's file. */
  readonly key: string;
  /** A class's label, or the photograph's name. */
  readonly label?: string;
  readonly count: number;
  readonly thumbnail?: SiteCell;
}

/** All results of a layer, unit by unit; or all that have a photograph, photograph by photograph. */
export interface SiteList {
  readonly sections: readonly SiteSection[];
  /** Files of its pieces, each of as many results as `AtlasSite.chunk` says. */
  readonly chunks: readonly string[];
  /** Files of the sections' thumbnails. */
  readonly sheets: readonly string[];
}

/** A list, and what is said of it before it is read. */
export interface SiteListed {
  /** Of its `SiteList`. */
  readonly file: string;
  readonly sections: number;
  readonly results: number;
  readonly done: number;
}

/** A layer of the network, as the site's first page shows it. */
export interface SiteLayer extends SiteListed {
  readonly name: string;
  /** Whether its units are classes that have labels. */
  readonly labelled: boolean;
  /** Some of its results, of different units. */
  readonly preview: SiteChunk;
}

/**
 * What a site has, in its file `data/atlas.json`: all other data are in files that are named by what is in them.
 * @example
 * const site = JSON.parse(await readFile('site/data/atlas.json', 'utf8')) as AtlasSite;
 * for (const { name } of site.layers) console.log(name);
 */
export interface AtlasSite {
  readonly format: 'faccent-atlas-site';
  readonly version: 1;
  readonly title: string;
  /** `file`: where it is in the site, unless it was left out; `model`: what recipes say of it, which jobs leave out. */
  readonly network: {
    readonly name: string;
    readonly sha256: string;
    readonly file?: string;
    readonly model: string;
  };
  /** Thumbnails in a sheet: the side of one in pixels, how many beside each other, and how many in all. */
  readonly sheet: { readonly side: number; readonly columns: number; readonly cells: number };
  /** Results in a piece of a list. */
  readonly chunk: number;
  readonly jobs: Readonly<Record<SiteState, number>>;
  readonly layers: readonly SiteLayer[];
  readonly photographs: SiteListed;
  readonly maps: readonly { readonly name: string; readonly file: string; readonly layer?: string }[];
}
