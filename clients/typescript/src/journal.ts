// Commands that were sent and not yet answered. A command that is kept before it is sent can be sent again with its id after a lost
// connection, and, when the journal outlives the page, after a reload too: it takes effect once, and its stored result comes back.

import type { Command } from "./messages.js";
import type { Uuid } from "./uuid.js";

export interface CommandJournal {
  keep(command: Command): void;
  drop(id: Uuid): void;
  /** In the order in which they were kept. */
  kept(): readonly Command[];
}

/** A bound on what is kept: a client has a handful of commands in flight, never hundreds. */
export const maxKeptCommands = 64;

export class MemoryJournal implements CommandJournal {
  private readonly commands = new Map<Uuid, Command>();

  keep(command: Command): void {
    if (this.commands.size >= maxKeptCommands && !this.commands.has(command.id)) {
      throw new RangeError(`more than ${maxKeptCommands} commands without an answer`);
    }
    this.commands.set(command.id, command);
  }

  drop(id: Uuid): void {
    this.commands.delete(id);
  }

  kept(): readonly Command[] {
    return [...this.commands.values()];
  }
}

/** A journal in Web Storage, under one key, as a JSON array of commands. */
export class StorageJournal implements CommandJournal {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly key: string,
  ) {}

  keep(command: Command): void {
    const others = this.kept().filter((other) => other.id !== command.id);
    if (others.length >= maxKeptCommands) {
      throw new RangeError(`more than ${maxKeptCommands} commands without an answer`);
    }
    this.write([...others, command]);
  }

  drop(id: Uuid): void {
    this.write(this.kept().filter((command) => command.id !== id));
  }

  kept(): readonly Command[] {
    try {
      const read: unknown = JSON.parse(this.storage.getItem(this.key) ?? "[]");
      return Array.isArray(read) ? (read as Command[]) : [];
    } catch {
      return [];
    }
  }

  private write(commands: readonly Command[]): void {
    if (commands.length === 0) {
      this.storage.removeItem(this.key);
    } else {
      this.storage.setItem(this.key, JSON.stringify(commands));
    }
  }
}
