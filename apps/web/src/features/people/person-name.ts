/** What a person is called: their name, or their email while they have none. */
export function personName({
  name,
  email,
}: {
  readonly name: string | null;
  readonly email: string;
}): string {
  return name === null || name === '' ? email : name;
}
