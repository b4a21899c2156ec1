export interface NamedChoice {
  readonly name: string;
  /** Hexadecimal. */
  readonly choice: string;
}

/** The `choices` of a game's parameters, `[{ "name": "Heads", "choice": "00" }, …]`: what a page needs that knows nothing else of the game. */
export function namedChoices(parameters: unknown): readonly NamedChoice[] {
  const { choices } = (parameters ?? {}) as { choices?: unknown };
  return Array.isArray(choices) ? choices.filter(isNamedChoice) : [];
}

function isNamedChoice(value: unknown): value is NamedChoice {
  const { name, choice } = (value ?? {}) as { name?: unknown; choice?: unknown };
  return typeof name === "string" && typeof choice === "string" && /^([0-9a-f]{2})*$/.test(choice);
}
