import {
  decodePath,
  encodePlinkoChoice,
  type GameInfo,
  type PlinkoBoard,
  type PlinkoParameters,
  type RoundResult,
  slotOfPath,
  toHex,
} from "@croupier/client";
import { useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { timesText } from "../games/choices.js";
import { useBet } from "../games/useBet.js";
import { usePauses } from "../games/usePauses.js";
import { Board } from "../plinko/Board.js";
import { usePrefersStill } from "../slot/motion.js";

/** How long the ball takes from one row of pins to the next. */
const rowMs = 110;

export function Plinko(props: { readonly game: GameInfo; readonly parameters: PlinkoParameters }) {
  const { game, parameters } = props;
  const [rows, setRows] = useState(parameters.boards[0]!.rows);
  const [risk, setRisk] = useState(parameters.risks[0]!);
  const [fallen, setFallen] = useState<{ path: readonly boolean[]; rows: number } | null>(null);
  const [done, setDone] = useState<{ round: RoundResult; pays: number } | null>(null);
  const stake = useStake(game);
  const bet = useBet(game);
  const pauses = usePauses();
  const still = usePrefersStill();
  const board = boardOf(parameters, rows, risk);

  const present = async (round: RoundResult) => {
    const path = decodePath(parameters, round.outcome, board.rows);
    if (!still) {
      pauses.begin();
      for (let row = 0; row < path.length && !pauses.skipped(); row++) {
        setFallen({ path, rows: row });
        await pauses.wait(rowMs);
      }
    }
    setFallen({ path, rows: path.length });
    setDone({ round, pays: board.pays[slotOfPath(path)]! });
  };

  const place = () => {
    if (stake.units !== null && !bet.busy) {
      setDone(null);
      setFallen(null);
      void bet.place(stake.units, toHex(encodePlinkoChoice(parameters, board)), present);
    }
  };
  const choose = (change: () => void) => {
    setFallen(null);
    change();
  };

  return (
    <main className="page game" data-testid="plinko">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The board">
        <Board board={board} fallen={fallen} />
        {done === null && !bet.busy && <p className="felt-hint">Choose rows and risk, then drop the ball.</p>}
        <RoundOutcome round={done?.round ?? null} what={done === null ? "" : `The slot pays ${timesText(done.pays)} × the stake.`} />
      </section>
      <form
        className="card controls"
        onSubmit={(event) => {
          event.preventDefault();
          place();
        }}
      >
        <Options
          legend="Rows of pins"
          name="rows"
          values={[...new Set(parameters.boards.map((one) => one.rows))].map(String)}
          value={String(rows)}
          disabled={bet.busy}
          onValue={(value) => choose(() => setRows(Number(value)))}
        />
        <Options
          legend="Risk"
          name="risk"
          values={parameters.risks}
          value={risk}
          disabled={bet.busy}
          onValue={(value) => choose(() => setRisk(value))}
        />
        <StakeField game={game} stake={stake} disabled={bet.busy} />
        <Refusal error={bet.error} testId="bet-refusal" />
        <Waiting busy={bet.busy} />
        <button type="submit" className="primary wide big" disabled={bet.busy || stake.units === null} data-testid="place-bet">
          {bet.busy ? "Falling…" : "Drop the ball"}
        </button>
      </form>
      <section className="card">
        <GameFacts game={game} />
        <Pays board={board} stake={stake.units} />
      </section>
    </main>
  );
}

function Options(props: {
  readonly legend: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly disabled: boolean;
  readonly onValue: (value: string) => void;
}) {
  return (
    <fieldset className="chips" disabled={props.disabled}>
      <legend>{props.legend}</legend>
      {props.values.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === one}
            data-testid={`${props.name}-${one}`}
            onChange={() => props.onValue(one)}
          />
          <span>{one}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What each slot pays, in words and in money; the board says the same in a picture. */
function Pays(props: { readonly board: PlinkoBoard; readonly stake: bigint | null }) {
  const { board, stake } = props;
  return (
    <details className="paytable" data-testid="paytable">
      <summary>What each slot pays</summary>
      <table>
        <caption>From the edge to the middle; the other side is the same</caption>
        <tbody>
          {board.pays.slice(0, board.rows / 2 + 1).map((pay, slot) => (
            <tr key={slot}>
              <th scope="row">{slot === 0 ? "Edge" : slot === board.rows / 2 ? "Middle" : `${slot} from the edge`}</th>
              <td className="right">{timesText(pay)} ×</td>
              <td className="right">{stake !== null && <Money units={(stake * BigInt(pay)) / 100n} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function boardOf(parameters: PlinkoParameters, rows: number, risk: string): PlinkoBoard {
  return parameters.boards.find((board) => board.rows === rows && board.risk === risk) ?? parameters.boards[0]!;
}
