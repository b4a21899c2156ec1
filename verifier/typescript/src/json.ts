// Reads fields strictly: what is missing or of another kind is a FormatError that names the field.

import { FormatError, fromHex } from "./bytes.js";

export class Fields {
  private constructor(private readonly value: Readonly<Record<string, unknown>>) {}

  static parse(json: string): Fields {
    try {
      return Fields.of(JSON.parse(json), "the document");
    } catch (wrong) {
      throw wrong instanceof SyntaxError ? new FormatError(`this is no JSON: ${wrong.message}`) : wrong;
    }
  }

  has(name: string): boolean {
    return this.field(name) !== null;
  }

  object(name: string): Fields {
    return Fields.of(this.field(name), `'${name}'`);
  }

  items(name: string): readonly Fields[] {
    return this.list(name).map((item) => Fields.of(item, `an item of '${name}'`));
  }

  list(name: string): readonly unknown[] {
    const value = this.field(name);
    if (!Array.isArray(value)) {
      throw new FormatError(`'${name}' is no list`);
    }
    return value;
  }

  text(name: string): string {
    const value = this.field(name);
    if (typeof value !== "string") {
      throw new FormatError(`'${name}' is no text`);
    }
    return value;
  }

  number(name: string): number {
    const value = this.field(name);
    if (!Number.isSafeInteger(value)) {
      throw new FormatError(`'${name}' is no whole number`);
    }
    return value as number;
  }

  /** Decimal digits in a text. */
  amount(name: string): bigint {
    const text = this.text(name);
    if (!/^-?[0-9]{1,19}$/.test(text)) {
      throw new FormatError(`'${name}' is no amount`);
    }
    return BigInt(text);
  }

  bytes(name: string): Uint8Array {
    try {
      return fromHex(this.text(name));
    } catch {
      throw new FormatError(`'${name}' is not hexadecimal`);
    }
  }

  hash(name: string): Uint8Array {
    const hash = this.bytes(name);
    if (hash.length !== 32) {
      throw new FormatError(`'${name}' has not 32 bytes`);
    }
    return hash;
  }

  id(name: string): string {
    const id = this.text(name).toLowerCase();
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
      throw new FormatError(`'${name}' is no id`);
    }
    return id;
  }

  private field(name: string): unknown {
    if (!Object.hasOwn(this.value, name)) {
      throw new FormatError(`the field '${name}' is missing`);
    }
    return this.value[name];
  }

  private static of(value: unknown, name: string): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new FormatError(`${name} is no object`);
    }
    return new Fields(value as Record<string, unknown>);
  }
}
