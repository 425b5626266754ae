/** How a person chooses among categories. */
export type CategoryChoice = 'all' | 'chosen' | 'none';

export const CATEGORY_CHOICES: ReadonlyArray<{ readonly value: CategoryChoice; readonly label: string }> = [
  { value: 'all', label: 'All' },
  { value: 'chosen', label: 'Only those I name' },
  { value: 'none', label: 'None' },
];

/** What is stored, as a choice: null is all of them, an empty list none. */
export function choiceOf(categories: readonly string[] | null): CategoryChoice {
  if (categories === null) return 'all';
  return categories.length === 0 ? 'none' : 'chosen';
}

/**
 * What the choice means for what arrives. While somebody chose to name categories and named none, what was stored before
 * still holds.
 */
export function categoriesText(choice: CategoryChoice, stored: readonly string[] | null): string {
  if (choice === 'all') return 'Messages of every category come.';
  if (choice === 'none') return 'Messages that have a category do not come; those without one do.';
  if (stored === null) return 'Name at least one. Until then every category comes.';
  if (stored.length === 0) return 'Name at least one. Until then none comes.';
  return `Of messages that have a category, only ${enumeration(stored)} come; those without one come too.`;
}

function enumeration(names: readonly string[]): string {
  const quoted = names.map((name) => `“${name}”`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}
