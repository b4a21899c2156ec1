import type { SlotParameters } from "@croupier/client";
import { Money } from "../components/Money.js";
import { timesText } from "../games/choices.js";
import { lineColours } from "./stage.js";
import { SymbolIcon } from "./SymbolIcon.js";

/** What every run pays, as a multiple of the stake and in money at the stake that is set. */
export function Paytable(props: { readonly parameters: SlotParameters; readonly stake: bigint | null }) {
  const { parameters, stake } = props;
  const runs = [3, 4, 5];
  const paying = parameters.symbols.map((symbol, index) => ({ symbol, index })).filter(({ symbol }) => symbol.pays.some((pay) => pay > 0));
  const wild = parameters.symbols[parameters.wild]!;
  const scatter = parameters.symbols[parameters.scatter]!;
  const { wheel } = parameters;
  return (
    <details className="paytable" data-testid="paytable">
      <summary>Paytable and lines</summary>
      <table>
        <caption>Runs from the left on a line, as multiples of the stake</caption>
        <thead>
          <tr>
            <th scope="col">Symbol</th>
            {runs.map((run) => (
              <th key={run} scope="col" className="right">
                {run}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {paying.map(({ symbol, index }) => (
            <tr key={index}>
              <th scope="row">
                <SymbolIcon symbol={symbol} /> {symbol.name}
              </th>
              {runs.map((run) => (
                <td key={run} className="right">
                  {timesText(symbol.pays[run] ?? 0)} ×
                  {stake !== null && (
                    <small>
                      <Money units={(stake * BigInt(symbol.pays[run] ?? 0)) / 100n} />
                    </small>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <SymbolIcon symbol={wild} /> <strong>{wild.name}</strong> stands for every symbol but {scatter.name}
        {wheel !== undefined && ` and ${parameters.symbols[wheel.symbol]!.name}`}.
      </p>
      <p>
        <SymbolIcon symbol={scatter} /> <strong>{scatter.name}</strong> counts anywhere:{" "}
        {parameters.scatterAwards
          .map((award) => `${award.scatters} pay ${timesText(award.pay)} × and give ${award.freeSpins} free spins`)
          .join("; ")}
        . In free spins every win counts {parameters.freeSpinMultiplier} times, and {parameters.retriggerScatters} or more give{" "}
        {parameters.retriggerSpins} further spins, {parameters.maxFreeSpins} at most.
      </p>
      {wheel !== undefined && (
        <p>
          <SymbolIcon symbol={parameters.symbols[wheel.symbol]!} /> <strong>{parameters.symbols[wheel.symbol]!.name}</strong> on{" "}
          {wheel.needed} reels of the paid spin turns the wheel once. Each of its {wheel.prizes.length} segments is equally likely:{" "}
          {[...new Set(wheel.prizes)]
            .sort((a, b) => a - b)
            .map((prize) => `${timesText(prize)} × on ${wheel.prizes.filter((one) => one === prize).length}`)
            .join(", ")}
          .
        </p>
      )}
      <ul className="lines" aria-label="Lines">
        {parameters.lines.map((rows, line) => (
          <li key={line}>
            <svg viewBox="0 0 50 30" role="img" aria-label={`Line ${line + 1}: rows ${rows.map((row) => row + 1).join(", ")}`}>
              {parameters.reels.flatMap((_, reel) =>
                Array.from({ length: parameters.rows }, (__, row) => (
                  <rect key={`${reel}-${row}`} x={reel * 10 + 1} y={row * 10 + 1} width="8" height="8" rx="2" className="line-cell" />
                )),
              )}
              <polyline
                points={rows.map((row, reel) => `${reel * 10 + 5},${row * 10 + 5}`).join(" ")}
                stroke={lineColours[line % lineColours.length]}
                className="line-path"
              />
            </svg>
            <small>{line + 1}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
