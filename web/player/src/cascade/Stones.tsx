import type { CascadeParameters, CascadeWindow } from "@croupier/client";
import { SymbolIcon } from "../slot/SymbolIcon.js";

/** The window: five reels of three stones; those that won are marked before they fall. */
export function Stones(props: {
  readonly parameters: CascadeParameters;
  readonly window: CascadeWindow;
  readonly index: number;
  readonly marked: boolean;
  readonly waiting: boolean;
}) {
  const { parameters, window, index, marked, waiting } = props;
  const rows = Array.from({ length: parameters.rows }, (_, row) =>
    window.window.map((column) => parameters.symbols[column[row]!]!.name).join(", "),
  );
  const label = waiting ? "The reels are empty." : rows.map((row, at) => `Row ${at + 1}: ${row}.`).join(" ");
  return (
    <div className={`stones${waiting ? " waiting" : ""}`} role="img" aria-label={label} data-testid="reels">
      {window.window.map((column, reel) => (
        <div key={reel} className="stone-reel">
          {column.map((symbol, row) => {
            const won = window.won[reel]![row]!;
            const anyWon = window.pay > 0 && marked;
            return (
              <span key={`${index}-${row}`} className={`stone${anyWon ? (won ? " won" : " dim") : ""}`}>
                <SymbolIcon symbol={parameters.symbols[symbol]!} />
              </span>
            );
          })}
        </div>
      ))}
    </div>
  );
}
