import {
  decodeRoll,
  type DiceChoice,
  type DiceParameters,
  type DiceSide,
  diceWinPays,
  encodeDiceChoice,
  type GameInfo,
  type RoundResult,
  toHex,
} from "@croupier/client";
import { type CSSProperties, useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { percentOf, rollText } from "../games/choices.js";
import { useBet } from "../games/useBet.js";

interface Rolled {
  readonly round: RoundResult;
  readonly choice: DiceChoice;
  readonly roll: number;
}

const recentRolls = 12;

export function Dice(props: { readonly game: GameInfo; readonly parameters: DiceParameters }) {
  const { game, parameters } = props;
  const { chances, rolls } = parameters;
  const [side, setSide] = useState<DiceSide>("under");
  const [index, setIndex] = useState(() => nearest(chances, rolls / 2));
  const [rolled, setRolled] = useState<readonly Rolled[]>([]);
  const stake = useStake(game);
  const bet = useBet(game);
  const chance = chances[index]!;
  const choice: DiceChoice = { side, chance };
  const winPays = stake.units === null ? null : diceWinPays(parameters, chance, stake.units);
  const last = rolled[0] ?? null;

  const place = () => {
    if (stake.units !== null) {
      void bet.place(stake.units, toHex(encodeDiceChoice(parameters, choice)), (round) => {
        setRolled((before) => [{ round, choice, roll: decodeRoll(round.outcome) }, ...before].slice(0, recentRolls));
      });
    }
  };

  return (
    <main className="page game" data-testid="dice">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The table">
        <Track parameters={parameters} choice={last?.choice ?? choice} roll={last?.roll ?? null} />
        {last === null && <p className="felt-hint">Choose a side and a chance, then roll.</p>}
        <RoundOutcome round={last?.round ?? null} what={last === null ? "" : `Rolled ${rollText(last.roll)}.`} />
        {rolled.length > 1 && (
          <ol className="recent" aria-label="Your last rolls, newest first">
            {rolled.map((one) => (
              <li key={one.round.id} className={one.round.payout > one.round.stake ? "won" : ""}>
                {rollText(one.roll)}
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
        <fieldset className="sides" disabled={bet.busy}>
          <legend>You win when the roll is</legend>
          {(["under", "over"] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="side"
                value={one}
                checked={side === one}
                data-testid={`side-${one}`}
                onChange={() => setSide(one)}
              />
              <span>{targetText(parameters, { side: one, chance })}</span>
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="chance">
            Chance to win: <strong data-testid="chance-text">{percentOf(chance, rolls)} %</strong>
          </label>
          <input
            id="chance"
            type="range"
            min={0}
            max={chances.length - 1}
            step={1}
            value={index}
            disabled={bet.busy}
            aria-valuetext={`${percentOf(chance, rolls)} percent`}
            data-testid="chance"
            onChange={(event) => setIndex(Number(event.target.value))}
          />
        </div>
        <StakeField game={game} stake={stake} disabled={bet.busy} />
        <p className="promise">
          <span>
            A win pays <small>({multiplierText(parameters, chance)} × stake)</small>
          </span>
          <strong data-testid="win-pays">{winPays === null ? "—" : <Money units={winPays} />}</strong>
        </p>
        <Refusal error={bet.error} testId="bet-refusal" />
        <Waiting busy={bet.busy} />
        <button type="submit" className="primary wide big" disabled={bet.busy || winPays === null} data-testid="place-bet">
          {bet.busy ? "Rolling…" : "Roll"}
        </button>
      </form>
      <section className="card">
        <GameFacts game={game} />
      </section>
    </main>
  );
}

/** The line from 0 to 100, with the winning part and, after a roll, where it fell. */
function Track(props: { readonly parameters: DiceParameters; readonly choice: DiceChoice; readonly roll: number | null }) {
  const { parameters, choice, roll } = props;
  const share = (choice.chance / parameters.rolls) * 100;
  const style = {
    "--from": choice.side === "under" ? "0%" : `${100 - share}%`,
    "--width": `${share}%`,
    "--roll": roll === null ? "50%" : `${((roll + 0.5) / parameters.rolls) * 100}%`,
  } as CSSProperties;
  return (
    <div className="track" style={style} aria-hidden="true">
      <div className="track-line">
        <div className="track-win" />
        {roll !== null && (
          <div className="track-roll">
            <span>{rollText(roll)}</span>
          </div>
        )}
      </div>
      <div className="track-scale">
        {[0, 25, 50, 75, 100].map((mark) => (
          <span key={mark}>{mark}</span>
        ))}
      </div>
    </div>
  );
}

function targetText(parameters: DiceParameters, choice: DiceChoice): string {
  return choice.side === "under"
    ? `under ${rollText(choice.chance)}`
    : `${rollText(parameters.rolls - choice.chance)} or over`;
}

/** Exact for every permitted chance: their payouts are whole ledger units for each whole cent, so four decimals hold the factor. */
function multiplierText(parameters: DiceParameters, chance: number): string {
  const factor = (BigInt(parameters.payoutNumerator) * 10_000n) / BigInt(chance);
  const decimals = (factor % 10_000n).toString().padStart(4, "0").replace(/0{1,2}$/, "");
  return `${factor / 10_000n}.${decimals}`;
}

function nearest(chances: readonly number[], wanted: number): number {
  let best = 0;
  chances.forEach((chance, index) => {
    if (Math.abs(chance - wanted) < Math.abs(chances[best]! - wanted)) {
      best = index;
    }
  });
  return best;
}
