import { type GameInfo, type RoundResult, toHex } from "@croupier/client";
import { useState } from "react";
import { GameFacts } from "../components/GameFacts.js";
import { Refusal } from "../components/Refusal.js";
import { RoundOutcome } from "../components/RoundOutcome.js";
import { StakeField, useStake } from "../components/StakeField.js";
import { Waiting } from "../components/Waiting.js";
import { namedChoices } from "../games/namedChoices.js";
import { useBet } from "../games/useBet.js";

/** A game without a page of its own: its choices by the names that its parameters give them, its outcome in bytes, and what happened to the money. */
export function AnyGame(props: { readonly game: GameInfo }) {
  const { game } = props;
  const choices = namedChoices(game.parameters);
  const [choice, setChoice] = useState(choices[0]?.choice ?? "");
  const [round, setRound] = useState<RoundResult | null>(null);
  const stake = useStake(game);
  const bet = useBet(game);
  return (
    <main className="page game" data-testid="any-game">
      <h1>{game.title}</h1>
      <section className="table-top" aria-label="The result">
        {round === null && <p>Read the rules, {choices.length > 1 ? "choose, " : ""}set your stake and play.</p>}
        <RoundOutcome round={round} what={round === null ? "" : `Outcome ${toHex(round.outcome)}.`} />
      </section>
      <form
        className="card controls"
        onSubmit={(event) => {
          event.preventDefault();
          if (stake.units !== null) {
            void bet.place(stake.units, choice, setRound);
          }
        }}
      >
        {choices.length > 1 && (
          <fieldset className="chips" disabled={bet.busy}>
            <legend>Your choice</legend>
            {choices.map((one) => (
              <label key={one.choice}>
                <input
                  type="radio"
                  name="choice"
                  checked={choice === one.choice}
                  data-testid={`choice-${one.choice}`}
                  onChange={() => setChoice(one.choice)}
                />
                <span>{one.name}</span>
              </label>
            ))}
          </fieldset>
        )}
        <StakeField game={game} stake={stake} disabled={bet.busy} />
        <Refusal error={bet.error} testId="bet-refusal" />
        <Waiting busy={bet.busy} />
        <button type="submit" className="primary wide big" disabled={bet.busy || stake.units === null} data-testid="place-bet">
          {bet.busy ? "Playing…" : "Play"}
        </button>
      </form>
      <section className="card">
        <GameFacts game={game} open />
      </section>
    </main>
  );
}
