import type { Rgb } from '../image/background.js';
import type { Image, Size } from '../image/image.js';
import type { CatalogueEntry } from '../models/catalogue.js';
import type { ShippedName } from '../models/shipped.js';
import type { Http } from './http.js';
import type { Guard } from './redirect.js';
import type { TransferOptions } from './transfer.js';

/** A Blob or a File, as pages and Node.js have them. */
export interface BlobLike {
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Of a File. */
  readonly name?: string;
}

/** What a page has decoded already: an ImageBitmap, an image element, a canvas. */
export interface Drawable {
  readonly width: number;
  readonly height: number;
}

/** An address, as `new URL(…)` makes it. */
export interface AddressLike {
  readonly href: string;
}

/**
 * Where the bytes of a file are: its path (in Node.js), its http(s) address, which in a page may be relative, a Blob, or
 * the bytes themselves.
 */
export type Source = string | AddressLike | BlobLike | Uint8Array | ArrayBuffer;

/** A file that was read. */
export interface SourceFile {
  readonly bytes: Uint8Array;
  /** Its path as it was given, its address, or the name of a File; none of bytes. */
  readonly path?: string;
}

/** A picture on a canvas. */
export interface SeenImage extends Image {
  /** Whether its background is seen, be it a little; not known of what recipes up to version 5 show. */
  readonly transparent?: boolean;
}

/** A picture that was opened. */
export interface OpenPicture {
  /** Its own size as it is seen: turned as its file says. */
  readonly size: Size;
  /**
   * On a canvas: the largest centred crop of the canvas' shape, resized; sRGB, grey repeated, composited on a colour.
   * @param background null: as recipes up to version 5 have it, seen as the file hides it where it is transparent
   */
  image(canvas: Size, background: Rgb | null): Promise<SeenImage>;
  /** On a canvas as `image`, over black: how light it is, (h, w) in [0, 1]. */
  grey(canvas: Size): Promise<Float32Array>;
}

/** Decodes pictures: how they are written is in pictures.ts. */
export interface PictureReader {
  /** @param name what errors call it @throws FaccentError on what is no picture */
  open(picture: Uint8Array | Drawable, name: string): Promise<OpenPicture>;
}

/** Files. */
export interface Files {
  /**
   * @param what to do, for errors: "read the mask"
   * @param limit of a file that has a path, in bytes
   * @throws FaccentError where it cannot be read, or is larger
   */
  read(source: Source, what: string, limit?: number): Promise<SourceFile>;
  /** Writes a file whole or not at all; in a page, offers it as a download. @throws FaccentError */
  save(file: string, bytes: Uint8Array, type: string): Promise<void>;
}

/** A model's file among those that lie beside it. Names in it are relative to it and have slashes. */
export interface ModelFolder {
  /** The name of the model's file. */
  readonly model: string;
  /** Where it came from: a path, an address, or a place on the Hub to the commit; of bytes, their file's name. */
  readonly source: string;
  /** Its path as it was given, or where it was put; none in a page. */
  readonly path?: string;
  /** Whether a stranger chose the names: none may lead out of the folder. */
  readonly foreign: boolean;
  /**
   * A file's bytes, or nothing where there is no such file.
   * @param limit of bytes, for what is neither the model nor its weights
   * @throws FaccentError where it cannot be read, is larger, or is not in the folder
   */
  read(name: string, limit?: number): Promise<Uint8Array | undefined>;
  /** What errors call a file of it. */
  nameOf(name: string): string;
  /** The names of all that lies beside the model, where that can be listed. */
  names?(): Promise<readonly string[]>;
}

/** A file of a repository, as the Hub lists it. */
export interface ListedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Git's hash: SHA-1 of `blob SIZE\0` and the contents; of a large file, of what Git has in its place. */
  readonly blob: string;
  /** Of a large file. */
  readonly sha256?: string;
  /** What the Hub's newer storage calls it. */
  readonly xet?: string;
}

/** Whether a file that is kept is what its source states. */
export type Verdict =
  | { readonly state: 'whole' | 'absent' }
  | {
      readonly state: 'wrong';
      /** What is wrong with it, as the end of a sentence that begins with it. */
      readonly why: string;
    };

/** What is kept of a repository of the Hub. */
export interface RepositoryCache {
  /** What a person may copy or look at. */
  readonly place: string;
  /** The commit that a revision was when it was last asked for. */
  commitOf(revision: string): Promise<string | undefined>;
  /** All files of a commit, where they were listed. */
  listing(commit: string): Promise<readonly ListedFile[] | undefined>;
  /** Names of the files of a commit that are here. */
  names(commit: string): Promise<readonly string[]>;
  read(commit: string, name: string, limit?: number): Promise<Uint8Array | undefined>;
  /** Where a file is, where it has a path. */
  pathOf(commit: string, name: string): string | undefined;
  /** Whether a file is here and what it should be: by its hash when it is first used in a day. */
  check(commit: string, file: ListedFile): Promise<Verdict>;
  /** Brings a file here, in the place of what is not it. @param limit a file that claims to be larger is refused, in bytes */
  fetch(commit: string, file: ListedFile, url: string, options: FetchOptions): Promise<void>;
  /** Notes what a revision is, once there is a file of it, and what the commit's files are. */
  note(revision: string, commit: string, files: readonly ListedFile[]): Promise<void>;
}

export interface FetchOptions extends Pick<TransferOptions, 'onProgress'> {
  readonly http: Http;
  readonly limit?: number;
}

/** Where models are, besides bytes that are given. */
export interface ModelPlaces {
  /** The Hub's address, without a slash at its end. */
  endpoint(): string;
  /** What opens private repositories, where the environment has it, and what a person calls that. */
  token(): string | undefined;
  readonly tokenName: string;
  /** Whether the environment forbids the network. */
  offline(): boolean;
  /** What keeps servers from sending us on to the own network; a page's browser does that. */
  guard(): Guard | undefined;
  /** What to do without a network. @param place of the cache */
  help(place: string): string;
  /** A network that ships. */
  shipped(name: ShippedName): ModelFolder;
  /** The path of a `file:` address. @throws FaccentError in a page */
  pathOf(address: string): string;
  /** The file that a path stands for: itself, or the model in that folder. Nothing where nothing is at that path. */
  find(path: string): Promise<{ readonly file: string; readonly exists: boolean } | undefined>;
  /** A model's file by its path; in a page, by its relative address. */
  file(path: string): ModelFolder;
  /** A model's file at an address, fetched where it is not kept. */
  address(url: string, options: TransferOptions): Promise<ModelFolder>;
  repository(name: string): RepositoryCache;
  /** Names that a person gave to models. */
  ownNames(): Promise<readonly CatalogueEntry[]>;
}
