// Money is a bigint of ledger units, as the ledger counts it. Nothing here goes through a floating-point number.

export interface Asset {
  /** ISO 4217 number: 978 is the euro. */
  readonly asset: number;
  readonly symbol: string;
  /** Decimals that people see (EUR: 2). Stakes are whole multiples of the last one. */
  readonly displayExponent: number;
  /** Decimals that the ledger counts (EUR: 6). */
  readonly ledgerExponent: number;
}

/** Ledger units in one display unit: a cent is 10,000 ledger units of EUR. */
export function displayStep(asset: Asset): bigint {
  return 10n ** BigInt(asset.ledgerExponent - asset.displayExponent);
}

/** Exact decimal text, with at least the display decimals and no needless zero beyond them: `1.98`, `0.0125`. */
export function formatUnits(asset: Asset, units: bigint): string {
  const whole = 10n ** BigInt(asset.ledgerExponent);
  const magnitude = units < 0n ? -units : units;
  const decimals = (magnitude % whole)
    .toString()
    .padStart(asset.ledgerExponent, "0")
    .slice(0, asset.ledgerExponent)
    .replace(/0+$/, "")
    .padEnd(asset.displayExponent, "0");
  const sign = units < 0n ? "-" : "";
  return decimals === "" ? `${sign}${magnitude / whole}` : `${sign}${magnitude / whole}.${decimals}`;
}

/** Reads what a person types, `12`, `12.5` or `12,50`. Null when it is no amount, or is finer than a display unit. */
export function parseAmount(asset: Asset, text: string): bigint | null {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  const decimals = match?.[2]?.replace(/0+$/, "") ?? "";
  if (match === null || decimals.length > asset.displayExponent) {
    return null;
  }
  return BigInt(match[1]! + decimals.padEnd(asset.ledgerExponent, "0"));
}

/** An amount in the JSON of the HTTPS API: a whole number below 2^53. */
export function unitsFromJson(value: unknown): bigint {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new TypeError(`not a whole number below 2^53: ${String(value)}`);
  }
  return BigInt(value);
}

export function unitsToJson(units: bigint): number {
  const value = Number(units);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${units} does not fit a JSON number`);
  }
  return value;
}
