import { decodeSlotRound, type GameInfo, prizeOf, type RoundResult, type SlotParameters, type SpinView, totalPay } from "@croupier/client";
import { useEffect, useRef, useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { timesText } from "../games/choices.js";
import { useBet } from "../games/useBet.js";
import { usePauses } from "../games/usePauses.js";
import { usePrefersStill } from "../slot/motion.js";
import { Paytable } from "../slot/Paytable.js";
import { ReelStage } from "../slot/stage.js";
import { StarWheel } from "../slot/StarWheel.js";

/** How long a free spin's window stays before the next one. */
const freeSpinPauseMs = 1_100;
/** The wheel turns so long (as the style sheet says), and rests so long before the free spins. */
const wheelTurnsMs = 2_600;
const wheelRestsMs = 1_400;

interface Shown {
  readonly spin: SpinView;
  /** 0 is the paid spin. */
  readonly index: number;
  readonly of: number;
  /** What it pays in money; null when the shown sum would not be the round's payout. */
  readonly pays: bigint | null;
  /** Whether the round turns the wheel. */
  readonly bonus: boolean;
}

export function Slot(props: { readonly game: GameInfo; readonly parameters: SlotParameters }) {
  const { game, parameters } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<ReelStage | null>(null);
  const lastStops = useRef<readonly number[]>(parameters.reels.map(() => 0));
  const [shown, setShown] = useState<Shown | null>(null);
  const [wheel, setWheel] = useState<{ segment: number; turned: boolean; pays: bigint | null } | null>(null);
  const [done, setDone] = useState<{ round: RoundResult; what: string } | null>(null);
  const stake = useStake(game);
  const bet = useBet(game);
  const pauses = usePauses();
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
    };
  }, [parameters]);

  const present = async (round: RoundResult) => {
    const decoded = decodeSlotRound(parameters, round.outcome);
    const { spins, segment } = decoded;
    const agrees = (round.stake * BigInt(totalPay(parameters, decoded))) / 100n === round.payout;
    pauses.begin();
    for (const [index, spin] of spins.entries()) {
      if (index > 0) {
        await pauses.wait(freeSpinPauseMs);
      }
      await showSpin(stage.current, spin, parameters, still || pauses.skipped(), index > 0);
      lastStops.current = spin.stops;
      const times = index === 0 ? 1n : BigInt(parameters.freeSpinMultiplier);
      const pays = agrees ? (round.stake * BigInt(spin.pay) * times) / 100n : null;
      setShown({ spin, index, of: spins.length - 1, pays, bonus: segment !== null });
      if (index === 0 && segment !== null) {
        const prize = agrees ? (round.stake * BigInt(prizeOf(parameters, decoded))) / 100n : null;
        await pauses.wait(freeSpinPauseMs);
        setWheel({ segment, turned: false, pays: prize });
        await pauses.wait(50);
        setWheel({ segment, turned: true, pays: prize });
        await pauses.wait(still ? wheelRestsMs : wheelTurnsMs + wheelRestsMs);
      }
    }
    const free = spins.length - 1;
    const bonus = segment === null ? "" : `The wheel paid ${timesText(prizeOf(parameters, decoded))} × the stake.`;
    setDone({ round, what: [bonus, free > 0 ? `${free} free spins played.` : ""].filter((text) => text !== "").join(" ") });
  };

  const place = () => {
    if (stake.units === null || bet.busy) {
      return;
    }
    setDone(null);
    setShown(null);
    setWheel(null);
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
        {wheel !== null && parameters.wheel !== undefined && (
          <StarWheel wheel={parameters.wheel} segment={wheel.segment} turned={wheel.turned} />
        )}
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
          {bet.busy && shown !== null && (shown.bonus || shown.index < shown.of) && (
            <button
              type="button"
              data-testid="skip"
              onClick={pauses.skip}
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

function windowText(parameters: SlotParameters, spin: SpinView): string {
  const rows = Array.from({ length: parameters.rows }, (_, row) =>
    spin.window.map((reel) => parameters.symbols[reel[row]!]!.name).join(", "),
  );
  return rows.map((row, index) => `Row ${index + 1}: ${row}.`).join(" ");
}
