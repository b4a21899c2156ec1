import { decodeSpins, type GameInfo, type RoundResult, type SlotParameters, type SpinView, totalPay } from "@croupier/client";
import { useEffect, useRef, useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { useBet } from "../games/useBet.js";
import { usePrefersStill } from "../slot/motion.js";
import { Paytable } from "../slot/Paytable.js";
import { ReelStage } from "../slot/stage.js";

/** How long a free spin's window stays before the next one. */
const freeSpinPauseMs = 1_100;

interface Shown {
  readonly spin: SpinView;
  /** 0 is the paid spin. */
  readonly index: number;
  readonly of: number;
  /** What it pays in money; null when the shown sum would not be the round's payout. */
  readonly pays: bigint | null;
}

export function Slot(props: { readonly game: GameInfo; readonly parameters: SlotParameters }) {
  const { game, parameters } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<ReelStage | null>(null);
  const skip = useRef<(() => void) | null>(null);
  const skipped = useRef(false);
  const lastStops = useRef<readonly number[]>(parameters.reels.map(() => 0));
  const [shown, setShown] = useState<Shown | null>(null);
  const [done, setDone] = useState<{ round: RoundResult; what: string } | null>(null);
  const stake = useStake(game);
  const bet = useBet(game);
  const still = usePrefersStill();

  useEffect(() => {
    const drawn = new ReelStage(canvas.current!, parameters);
    stage.current = drawn;
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(canvas.current!);
    return () => {
      observer.disconnect();
      drawn.dispose();
      stage.current = null;
      skipped.current = true;
      skip.current?.();
    };
  }, [parameters]);

  const present = async (round: RoundResult) => {
    const spins = decodeSpins(parameters, round.outcome);
    const agrees = (round.stake * BigInt(totalPay(parameters, spins))) / 100n === round.payout;
    skipped.current = false;
    for (const [index, spin] of spins.entries()) {
      if (index > 0 && !skipped.current) {
        await pause(freeSpinPauseMs, skip);
      }
      await showSpin(stage.current, spin, parameters, still || skipped.current, index > 0);
      lastStops.current = spin.stops;
      const times = index === 0 ? 1n : BigInt(parameters.freeSpinMultiplier);
      const pays = agrees ? (round.stake * BigInt(spin.pay) * times) / 100n : null;
      setShown({ spin, index, of: spins.length - 1, pays });
    }
    const free = spins.length - 1;
    setDone({ round, what: free > 0 ? `${free} free spins played.` : "" });
  };

  const place = () => {
    if (stake.units === null || bet.busy) {
      return;
    }
    setDone(null);
    setShown(null);
    if (still) {
      stage.current?.mark({ wins: [], scatter: null });
    } else {
      stage.current?.turn();
    }
    void bet.place(stake.units, "", present);
  };

  // A refused bet has no outcome: the reels rest where they were before it.
  useEffect(() => {
    if (bet.error !== null) {
      stage.current?.show(lastStops.current);
    }
  }, [bet.error]);

  return (
    <main className="page game" data-testid="slot">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The reels">
        <canvas
          ref={canvas}
          className="reels"
          role="img"
          aria-label={shown === null ? (bet.busy ? "The reels turn." : "The reels are at rest.") : windowText(parameters, shown.spin)}
          data-testid="reels"
        />
        <div className="spin-line">
          <p data-testid="spin-caption">
            {shown === null ? (
              bet.busy ? (
                "The reels turn until the result is settled."
              ) : (
                "Set your stake and spin."
              )
            ) : (
              <>
                {shown.index === 0 ? "Spin" : `Free spin ${shown.index} of ${shown.of}`}
                {shown.pays !== null && shown.pays > 0n && (
                  <>
                    : <Money units={shown.pays} />
                  </>
                )}
              </>
            )}
          </p>
          {bet.busy && shown !== null && shown.index < shown.of && (
            <button
              type="button"
              data-testid="skip"
              onClick={() => {
                skipped.current = true;
                skip.current?.();
              }}
            >
              Show the result
            </button>
          )}
        </div>
        <RoundOutcome round={done?.round ?? null} what={done?.what ?? ""} />
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
        <Paytable parameters={parameters} stake={stake.units} />
      </section>
    </main>
  );
}

async function showSpin(
  stage: ReelStage | null,
  spin: SpinView,
  parameters: SlotParameters,
  atOnce: boolean,
  turnFirst: boolean,
): Promise<void> {
  if (stage === null) {
    return;
  }
  if (atOnce) {
    stage.show(spin.stops);
  } else {
    if (turnFirst) {
      stage.turn();
    }
    await stage.land(spin.stops);
  }
  stage.mark({ wins: spin.wins, scatter: spin.scatterPay > 0 ? parameters.scatter : null });
}

function pause(ms: number, skip: { current: (() => void) | null }): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    skip.current = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function windowText(parameters: SlotParameters, spin: SpinView): string {
  const rows = Array.from({ length: parameters.rows }, (_, row) =>
    spin.window.map((reel) => parameters.symbols[reel[row]!]!.name).join(", "),
  );
  return rows.map((row, index) => `Row ${index + 1}: ${row}.`).join(" ");
}
