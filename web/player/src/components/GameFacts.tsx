import type { GameInfo } from "@croupier/client";
import { timesText } from "../games/choices.js";
import { Money } from "./Money.js";

/** What a player is told of a game before the first bet: return, limits, rules. It comes from the data that decides the rounds. */
export function GameFacts(props: { readonly game: GameInfo; readonly open?: boolean }) {
  const { game } = props;
  return (
    <div className="facts" data-testid={`facts-${game.game}`}>
      <dl>
        <div>
          <dt>Return to player</dt>
          <dd data-testid={`rtp-${game.game}`}>
            {game.rtp.percent.replace(/\s*%$/, "")} %
          </dd>
        </div>
        <div>
          <dt>Stake</dt>
          <dd>
            <Money units={game.minStake} /> – <Money units={game.maxStake} />
          </dd>
        </div>
        <div>
          <dt>Largest win</dt>
          <dd>{timesText(game.maxPayoutMultiple)} × stake</dd>
        </div>
      </dl>
      <details open={props.open}>
        <summary data-testid={`rules-${game.game}`}>Rules</summary>
        <div className="rules-text">
          {game.rulesText.split(/\n+/).map((line, index) => (
            <p key={index}>{line}</p>
          ))}
          <p className="fine">
            The return is the average over very many rounds; a single session can end far above or below it.
          </p>
          <details>
            <summary>The exact return, as a fraction</summary>
            <p className="fine">
              <code className="hash">
                {game.rtp.numerator} ÷ {game.rtp.denominator}
              </code>
            </p>
          </details>
          <p className="fine">
            Rules hash <code className="hash">{game.rulesHash}</code>
          </p>
        </div>
      </details>
    </div>
  );
}
