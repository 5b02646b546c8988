import * as coherence from './claims/coherence.js';
import * as distance from './claims/distance.js';
import * as masks from './claims/masks.js';
import * as naturalness from './claims/naturalness.js';
import * as opacity from './claims/opacity.js';
import * as randomization from './claims/randomization.js';
import * as targets from './claims/targets.js';
import type { Pictures } from './pictures.js';
import { section as coherenceSection } from './sections/coherence.js';
import { section as distanceSection } from './sections/distance.js';
import { section as masksSection } from './sections/masks.js';
import { section as naturalnessSection } from './sections/naturalness.js';
import { section as opacitySection } from './sections/opacity.js';
import { section as randomizationSection } from './sections/randomization.js';
import type { Section } from './sections/section.js';
import { section as targetsSection } from './sections/targets.js';
import type { Subject } from './subject.js';

/** Where claims keep their numbers, NETWORK-CLAIM.json, and their pictures. */
export const NUMBERS = 'docs/reproduction';
export const PICTURES = 'docs/pictures/reproduction';

/** What is tried. */
export interface Claim {
  readonly name: string;
  readonly measure: (subject: Subject) => Promise<object>;
  readonly pictures?: (subject: Subject) => Promise<Pictures>;
  /** @param all what it measured, network by network */
  readonly section: (all: readonly never[]) => Section;
}

/** By number. */
export const CLAIMS: Readonly<Record<number, Claim>> = {
  1: { name: 'targets', ...targets, section: targetsSection },
  2: { name: 'distance', ...distance, section: distanceSection },
  3: { name: 'coherence', ...coherence, section: coherenceSection },
  4: { name: 'naturalness', ...naturalness, section: naturalnessSection },
  5: { name: 'opacity', ...opacity, section: opacitySection },
  6: { name: 'randomization', ...randomization, section: randomizationSection },
  7: { name: 'masks', ...masks, section: masksSection },
};
