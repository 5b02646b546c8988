import type { Device, Fact, Layer, ModelDescription, RecipeFeature, RunRequest } from 'faccent';

/** Rows of pixels as a canvas takes them: red, green, blue, alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Where the pictures of a network are computed, and how fast that can be. */
export interface Machine {
  readonly device: Device;
  readonly threads: number;
  /** Why it is not faster, where there is something to say. */
  readonly because?: string;
}

/** A class, and the network's score for it. */
export interface ClassScore {
  readonly unit: number;
  readonly label: string;
  readonly activation: number;
  /** In [0, 1], where the network's scores are probabilities. */
  readonly probability?: number;
}

/** What the page knows of a network. */
export interface NetworkInfo {
  readonly name: string;
  /** Of its file. */
  readonly sha256: string;
  /** The layer of class scores. */
  readonly logits: string;
  /** Labels of its classes; empty where it has none. */
  readonly labels: readonly string[];
  /** The unit of the first class. */
  readonly firstUnit: number;
  readonly layers: readonly Layer[];
  /** The layer that holds runs close to the photograph, where one is known. */
  readonly holds?: string;
  /** What was taken to be so, and where each is from. */
  readonly facts: readonly Fact[];
  /** What nothing says and was guessed, by its name among the facts. */
  readonly guessed: readonly string[];
  /** How pixels are shown to it. */
  readonly description: Pick<ModelDescription, 'range' | 'scale' | 'mean' | 'std' | 'channelOrder' | 'size'>;
  /** Why its classes cannot be accentuated, where they cannot. */
  readonly refused?: string;
  readonly notes: readonly string[];
}

/** A network of a person's own: its file, and what is known of it. */
export interface OwnNetwork {
  readonly model: File;
  readonly labels?: File;
  /** What a person says of it, before all that its file says. */
  readonly stated: Partial<ModelDescription>;
}

/** A photograph on its canvas. */
export interface PhotographInfo {
  readonly id: number;
  readonly name: string;
  readonly picture: Picture;
}

/** What a person may choose of a run; everything else is as the library has it. */
export interface RunSettings {
  /** Side of the canvas in pixels. */
  readonly size: number;
  readonly steps: number;
  /** Views of the picture in each step. */
  readonly views: number;
  /** How closely the photograph is held: the regularizer's strength. */
  readonly strength: number;
  readonly learningRate: number;
  readonly randomSeed: number;
}

/** A run that is asked for. */
export interface RunWish {
  /** Seconds that a step may take, by which the next run's views are chosen. */
  readonly budget: number;
  /** Id of the photograph. */
  readonly photograph: number;
  readonly feature: RecipeFeature;
  readonly settings: RunSettings;
}

/** A run that a recipe asks for, to be done as it says, on this machine. */
export interface RecipeWish {
  readonly recipe: RunRequest;
  /** Id of the photograph on the recipe's canvas; none of a run from noise. */
  readonly photograph?: number;
}

/** A run of the article: what its knobs turn. Everything else is as the library has it. */
export interface TurnedWish {
  /** Id of the photograph. */
  readonly photograph: number;
  readonly feature: RecipeFeature;
  readonly settings: RunSettings;
  /** How much of what the run starts from is noise, in [0, 1]. */
  readonly noise: number;
  /** Sides of the squares that are looked through, the least and the most, in parts of the canvas. */
  readonly sides: readonly [least: number, most: number];
  /** The layer that holds. */
  readonly holds: string;
  /** In what the strength is; undefined: in units of the balance, as it is measured. */
  readonly balance?: number;
}

/** A square that a step looked through, in parts of the canvas. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a step tells. */
export interface StepNews {
  /** Counted from 0. */
  readonly step: number;
  /** Over the step's views of the picture as it was before this step. */
  readonly activation: number;
  readonly distance?: number;
  /** Of this step, in seconds. */
  readonly seconds: number;
  /** What a person should know: that the device was lost, say. */
  readonly note?: string;
  /** The squares that this step looked through, where they were asked for. */
  readonly crops?: readonly Crop[];
  /** After this step. */
  readonly picture: Picture;
}

/** What a run tells while it goes. */
export type RunNews =
  /** It is paused, and no step is on its way. */
  | { readonly kind: 'rests' }
  /** The photograph on the run's canvas, or the noise that it starts from. */
  | { readonly kind: 'start'; readonly picture: Picture }
  | { readonly kind: 'step'; readonly step: StepNews }
  /** What the feature looked at so far: bytes, (height, width). */
  | { readonly kind: 'opacity'; readonly map: Uint8Array<ArrayBuffer> };

/** What a run ends with. */
export interface RunEnd {
  readonly opacity: Uint8Array<ArrayBuffer>;
  /** Of the whole picture, before and after. */
  readonly activation: { readonly before: number; readonly after: number };
  /** Of the class that was accentuated, where the network has probabilities. */
  readonly probability?: { readonly before: number; readonly after: number };
  /** The balance of a run of the article, where it was held. */
  readonly balance?: number;
  /** Views that the steps of a run like this have time for. */
  readonly views: number;
  /** Steps that were done: fewer than were asked for where the run was stopped. */
  readonly steps: number;
  readonly seconds: number;
}

/** How far a series of levels is, in steps of both its directions. */
export interface LevelsNews {
  readonly done: number;
  readonly total: number;
}

/** How far an audit is, in steps of all its accentuations, and what it is at. */
export interface AuditNews extends LevelsNews {
  readonly what: string;
}

/** A picture of a series of levels, and what the whole of it has. */
export interface LevelPicture {
  readonly activation: number;
  readonly picture: Picture;
}

/** Where a channel fires: bytes, (height, width), the largest 255. */
export interface ChannelMap {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A channel that stands out at a place of the photograph. */
export interface ChannelHere {
  readonly unit: number;
  /** There. */
  readonly activation: number;
  /** How far it stands out: above its mean over the photograph, in deviations; channels are ranked by it. */
  readonly excess: number;
  readonly mean: number;
  /** The largest of all its positions. */
  readonly peak: number;
  readonly map: ChannelMap;
}

/** A layer, and the channels of it that stand out at a place: none where none does. */
export interface LayerHere {
  readonly layer: string;
  readonly channels: readonly ChannelHere[];
}

/** A layer as the page lists it. */
export interface NetworkLayer {
  readonly name: string;
  readonly operator: string;
  /** Shape for one image, as the network has it; unknown behind an operator that is not supported. */
  readonly dims: readonly number[] | undefined;
  /** Whether a channel of it can be accentuated: whether the way from the picture to it can be differentiated. */
  readonly objective: boolean;
  readonly channels: number | undefined;
}

/** A module with those inside it. */
export interface NetworkModule {
  /** In full. */
  readonly name: string;
  readonly type?: string;
  /** Its output, by its place among the layers; none where names alone say that the module is there. */
  readonly layer?: number;
  readonly children: readonly NetworkModule[];
}

/** All layers of a network, early to late, and its modules, none where it has no names for them. */
export interface NetworkLayers {
  readonly layers: readonly NetworkLayer[];
  readonly modules: readonly NetworkModule[];
}

/** What can be saved of a run. */
export type FileKind = 'picture' | 'picture with alpha' | 'animation' | 'report' | 'recipe';

/** A file to save. */
export interface NamedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Progress = (what: string, done: number, total?: number) => void;
