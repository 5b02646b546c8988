/** A number from 0 to 2³² − 1 that is the same for all who ask for it (FNV-1a). */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}
