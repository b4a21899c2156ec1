import {
  decodePocket,
  displayStep,
  encodeRouletteChoice,
  formatUnits,
  type GameInfo,
  type RouletteParameters,
  type RoundResult,
  toHex,
} from "@croupier/client";
import { useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { Waiting } from "../components/Waiting.js";
import { useBet } from "../games/useBet.js";
import { usePage } from "../model/context.js";
import { formatMoney } from "../model/money.js";
import { BetPlaces } from "../roulette/BetPlaces.js";
import { betText, colourOf, partsOf, type Chips } from "../roulette/bets.js";

const recentPockets = 12;
/** In display units of the asset: 0.10 to 10.00 for the euro. */
const chipSizes = [10n, 50n, 100n, 500n, 1_000n];

export function Roulette(props: { readonly game: GameInfo; readonly parameters: RouletteParameters }) {
  const { game, parameters } = props;
  const asset = usePage((state) => state.asset)!;
  const step = displayStep(asset);
  const [size, setSize] = useState(chipSizes[2]!);
  const [chips, setChips] = useState<Chips>(new Map());
  const [last, setLast] = useState<readonly { round: RoundResult; pocket: number }[]>([]);
  const bet = useBet(game);
  const stake = [...chips.values()].reduce((sum, units) => sum + units, 0n);
  const parts = partsOf(chips, step);
  const problem = problemOf(game, parameters, stake, parts.length, Math.max(0, ...parts.map((part) => part.weight)), (units) => formatMoney(asset, units));
  const shown = last[0] ?? null;

  const put = (number: number) => setChips((before) => new Map(before).set(number, (before.get(number) ?? 0n) + size * step));
  const take = (number: number) =>
    setChips((before) => {
      const after = new Map(before);
      after.delete(number);
      return after;
    });
  const place = () => {
    if (problem === null) {
      void bet.place(stake, toHex(encodeRouletteChoice(parts)), (round) => {
        const pocket = decodePocket(parameters, round.outcome);
        setLast((before) => [{ round, pocket }, ...before].slice(0, recentPockets));
      });
    }
  };

  return (
    <main className="page game" data-testid="roulette">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The table">
        <div className="ball-line">
          <div className={shown === null ? "pocket big" : `pocket big ${colourOf(parameters, shown.pocket)}`} aria-hidden="true">
            {bet.busy ? "…" : (shown?.pocket ?? "–")}
          </div>
          <RoundOutcome
            round={shown?.round ?? null}
            what={shown === null ? "" : `The ball is in ${shown.pocket}, ${colourOf(parameters, shown.pocket)}.`}
          />
        </div>
        {shown === null && <p className="felt-line">Choose a chip, put it on one or more places, then spin.</p>}
        <BetPlaces parameters={parameters} chips={chips} won={shown?.pocket ?? null} disabled={bet.busy} onPut={put} />
        {last.length > 1 && (
          <ol className="recent" aria-label="The last pockets, newest first">
            {last.map((one) => (
              <li key={one.round.id} className={one.round.payout > one.round.stake ? "won" : ""}>
                {one.pocket}
              </li>
            ))}
          </ol>
        )}
      </section>
      <form
        className="card controls"
        onSubmit={(event) => {
          event.preventDefault();
          place();
        }}
      >
        <fieldset className="chips" disabled={bet.busy}>
          <legend>Chip</legend>
          {chipSizes.map((one) => (
            <label key={one.toString()}>
              <input type="radio" name="chip" checked={size === one} data-testid={`chip-${one}`} onChange={() => setSize(one)} />
              <span>{formatUnits(asset, one * step)}</span>
            </label>
          ))}
        </fieldset>
        <h2 className="bets-title">Your bets</h2>
        {chips.size === 0 && <p className="fine">None yet.</p>}
        <ul className="bet-list" data-testid="bets">
          {[...chips].map(([number, units]) => (
            <li key={number}>
              <span>{betText(parameters.bets[number]!)}</span>
              <Money units={units} />
              <button
                type="button"
                className="quiet"
                disabled={bet.busy}
                aria-label={`Take ${betText(parameters.bets[number]!)} back`}
                onClick={() => take(number)}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
        {chips.size > 0 && (
          <button type="button" className="quiet" disabled={bet.busy} data-testid="clear-bets" onClick={() => setChips(new Map())}>
            Take all back
          </button>
        )}
        <p className="promise">
          <span>Stake</span>
          <strong data-testid="stake-total">
            <Money units={stake} />
          </strong>
        </p>
        {problem !== null && chips.size > 0 && (
          <p className="hint bad" role="status">
            {problem}
          </p>
        )}
        <Refusal error={bet.error} testId="bet-refusal" />
        <Waiting busy={bet.busy} />
        <button type="submit" className="primary wide big" disabled={bet.busy || problem !== null} data-testid="place-bet">
          {bet.busy ? "Spinning…" : "Spin"}
        </button>
      </form>
      <section className="card">
        <GameFacts game={game} />
      </section>
    </main>
  );
}

/** Why these bets can't be placed; null when they can. */
function problemOf(
  game: GameInfo,
  parameters: RouletteParameters,
  stake: bigint,
  bets: number,
  heaviest: number,
  money: (units: bigint) => string,
): string | null {
  if (bets === 0) {
    return "No bet is placed.";
  }
  if (bets > parameters.maxBets) {
    return `At most ${parameters.maxBets} bets in one round.`;
  }
  if (stake < game.minStake || stake > game.maxStake) {
    return `All bets together must be from ${money(game.minStake)} to ${money(game.maxStake)}.`;
  }
  return heaviest > parameters.maxWeight ? "These bets are too far apart in size for one round." : null;
}
