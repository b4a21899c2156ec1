import type { CascadeParameters } from "@croupier/client";
import { Money } from "../components/Money.js";
import { timesText } from "../games/choices.js";
import { SymbolIcon } from "../slot/SymbolIcon.js";

/** What one way of each symbol pays, as a multiple of the stake and in money at the stake that is set. */
export function WaysTable(props: { readonly parameters: CascadeParameters; readonly stake: bigint | null }) {
  const { parameters, stake } = props;
  const lengths = [3, 4, 5];
  const wild = parameters.symbols[parameters.wild]!;
  return (
    <details className="paytable" data-testid="paytable">
      <summary>Paytable</summary>
      <table>
        <caption>One way on the first three, four or five reels, as multiples of the stake</caption>
        <thead>
          <tr>
            <th scope="col">Symbol</th>
            {lengths.map((length) => (
              <th key={length} scope="col" className="right">
                {length}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parameters.symbols
            .filter((symbol) => symbol !== wild)
            .map((symbol) => (
              <tr key={symbol.letter}>
                <th scope="row">
                  <SymbolIcon symbol={symbol} /> {symbol.name}
                </th>
                {lengths.map((length) => (
                  <td key={length} className="right">
                    {timesText(symbol.pays[length] ?? 0)} ×
                    {stake !== null && (
                      <small>
                        <Money units={(stake * BigInt(symbol.pays[length] ?? 0)) / 100n} />
                      </small>
                    )}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
      <p>
        <SymbolIcon symbol={wild} /> <strong>{wild.name}</strong> stands for every symbol.
      </p>
    </details>
  );
}
