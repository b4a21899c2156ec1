import {
  cascadeOf,
  cascadePay,
  type CascadeParameters,
  type CascadeWindow,
  decodeStops,
  type GameInfo,
  type RoundResult,
} from "@croupier/client";
import { useState } from "react";
import { Stones } from "../cascade/Stones.js";
import { WaysTable } from "../cascade/WaysTable.js";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { useBet } from "../games/useBet.js";
import { usePauses } from "../games/usePauses.js";
import { usePrefersStill } from "../slot/motion.js";

/** How long a window is seen before its wins are marked, and how long they are seen before they fall. */
const landMs = 450;
const winMs = 1_000;

interface Shown {
  readonly window: CascadeWindow;
  readonly index: number;
  readonly marked: boolean;
  /** In money; null when the shown sum would not be the round's payout. */
  readonly pays: bigint | null;
}

export function Cascade(props: { readonly game: GameInfo; readonly parameters: CascadeParameters }) {
  const { game, parameters } = props;
  const [shown, setShown] = useState<Shown | null>(null);
  const [done, setDone] = useState<{ round: RoundResult; wins: number } | null>(null);
  const stake = useStake(game);
  const bet = useBet(game);
  const pauses = usePauses();
  const still = usePrefersStill();
  const atRest = cascadeOf(parameters, parameters.reels.map(() => 0))[0]!;
  const step = shown?.index ?? 0;

  const present = async (round: RoundResult) => {
    const windows = cascadeOf(parameters, decodeStops(parameters, round.outcome));
    const agrees = (round.stake * BigInt(cascadePay(parameters, windows))) / 100n === round.payout;
    pauses.begin();
    for (const [index, window] of windows.entries()) {
      const pays = agrees ? (round.stake * BigInt(window.pay)) / 100n : null;
      setShown({ window, index, marked: false, pays: null });
      await pauses.wait(still ? 0 : landMs);
      setShown({ window, index, marked: true, pays });
      if (window.pay > 0) {
        await pauses.wait(winMs);
      }
    }
    setDone({ round, wins: windows.filter((window) => window.pay > 0).length });
  };

  const place = () => {
    if (stake.units !== null && !bet.busy) {
      setDone(null);
      setShown(null);
      void bet.place(stake.units, "", present);
    }
  };

  return (
    <main className="page game" data-testid="cascade">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The reels">
        <Stones
          parameters={parameters}
          window={shown?.window ?? atRest}
          index={step}
          marked={shown?.marked ?? false}
          waiting={bet.busy && shown === null}
        />
        <ol className="ladder" aria-label="What each win of a round counts">
          {parameters.multipliers.map((multiplier, index) => {
            const reached = shown !== null && shown.window.pay > 0 && Math.min(step, parameters.multipliers.length - 1) === index;
            return (
              <li key={index} className={reached ? "reached" : ""} aria-current={reached ? "step" : undefined}>
                {multiplier} ×
              </li>
            );
          })}
        </ol>
        <div className="spin-line">
          <p data-testid="spin-caption">{captionOf(shown, bet.busy)}</p>
          {bet.busy && shown !== null && (
            <button type="button" data-testid="skip" onClick={pauses.skip}>
              Show the result
            </button>
          )}
        </div>
        <RoundOutcome round={done?.round ?? null} what={done === null || done.wins < 2 ? "" : `${done.wins} wins in a row.`} />
      </section>
      <form
        className="card controls"
        onSubmit={(event) => {
          event.preventDefault();
          place();
        }}
      >
        <StakeField game={game} stake={stake} disabled={bet.busy} />
        <Refusal error={bet.error} testId="bet-refusal" />
        <Waiting busy={bet.busy} />
        <button type="submit" className="primary wide big" disabled={bet.busy || stake.units === null} data-testid="place-bet">
          {bet.busy ? "Spinning…" : "Spin"}
        </button>
      </form>
      <section className="card">
        <GameFacts game={game} />
        <WaysTable parameters={parameters} stake={stake.units} />
      </section>
    </main>
  );
}

function captionOf(shown: Shown | null, busy: boolean): React.ReactNode {
  if (shown === null) {
    return busy ? "The stones come when the result is settled." : "Set your stake and spin.";
  }
  if (shown.window.pay === 0) {
    return shown.index === 0 ? "No win." : "Nothing more falls.";
  }
  return (
    <>
      Win {shown.index + 1}, counted {shown.window.multiplier} ×
      {shown.pays !== null && (
        <>
          : <Money units={shown.pays} />
        </>
      )}
    </>
  );
}
