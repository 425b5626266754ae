import { tagSchema } from '@carillon/contracts/devices';

/** As many tags as a device has at the most (REG-15). */
export const TAGS_MAX = 20;
export const TAG_LENGTH_MAX = 50;

export interface TagChange {
  readonly tags: readonly string[];
  /** Why not all of what was typed was taken; null: it was. */
  readonly problem: string | null;
}

/** Adds what was typed, one tag or several with commas between them; a tag that is there already is no second one. */
export function withTags(tags: readonly string[], typed: string): TagChange {
  const words = typed
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const long = words.find((word) => !tagSchema.safeParse(word).success);
  if (long !== undefined) return { tags, problem: `A tag has 1 to ${TAG_LENGTH_MAX} characters.` };
  const all = [...new Set([...tags, ...words])];
  if (all.length <= TAGS_MAX) return { tags: all, problem: null };
  return {
    tags: all.slice(0, TAGS_MAX),
    problem: `A device has ${TAGS_MAX} tags at the most; the rest was left out.`,
  };
}

/** Every tag of the listed devices, in the order of the alphabet, to be suggested. */
export function tagsOf(devices: readonly { readonly tags: readonly string[] }[]): readonly string[] {
  return [...new Set(devices.flatMap(({ tags }) => tags))].toSorted((a, b) => a.localeCompare(b, 'en'));
}
