import { type Asset, formatUnits } from "@croupier/client";

const signs: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", USD: "$" };

/** Money for people, exact: `€1,234.50`. The digits come from the ledger units; no floating-point number is involved. */
export function formatMoney(asset: Asset, units: bigint): string {
  const text = formatUnits(asset, units < 0n ? -units : units);
  const [whole = "", decimals] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const amount = decimals === undefined ? grouped : `${grouped}.${decimals}`;
  return `${units < 0n ? "−" : ""}${signs[asset.symbol] ?? `${asset.symbol} `}${amount}`;
}

/** With a plus or a minus, for movements. */
export function formatChange(asset: Asset, units: bigint): string {
  return units > 0n ? `+${formatMoney(asset, units)}` : formatMoney(asset, units);
}
