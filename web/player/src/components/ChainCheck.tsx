import type { GameInfo, RoundView, Uuid } from "@croupier/client";
import type { ChainVerdict, RoundVerdict } from "@croupier/client/verify";
import { useState } from "react";
import { describeRound, titleOf } from "../games/choices.js";
import { useModel, usePage } from "../model/context.js";
import { type Verification, verifyRevealed } from "../model/verification.js";
import { Money } from "./Money.js";
import { Refusal } from "./Refusal.js";
import { useAction } from "./useAction.js";

/** Rounds that are listed one by one at first; a chain may have ten thousand. */
const shownAtFirst = 50;

/** Re-derives a closed chain in this browser and says, round by round, what holds. */
export function ChainCheck(props: { readonly chain: Uuid }) {
  const model = useModel();
  const games = usePage((state) => state.games);
  const [progress, setProgress] = useState<string>("");
  const [result, setResult] = useState<Verification | null>(null);
  const check = useAction(async () => {
    setResult(null);
    const revealed = await model.api.chain(model.present().keeper, props.chain);
    setResult(
      await verifyRevealed(revealed, games, (done, of) => {
        if (done % 20 === 0 || done === of) {
          setProgress(`${done} of ${of} rounds checked`);
        }
      }),
    );
  });
  return (
    <div className="check">
      <button type="button" className="primary" disabled={check.busy} onClick={() => void check.run()} data-testid="verify">
        {check.busy ? "Checking…" : "Verify in this browser"}
      </button>
      <div role="status" aria-live="polite">
        {check.busy && <p className="hint">{progress}</p>}
        {result !== null && <Verdict verdict={result.verdict} />}
      </div>
      <Refusal error={check.error} testId="verify-refusal" />
      {result !== null && <RoundChecks games={games} verification={result} />}
    </div>
  );
}

function Verdict(props: { readonly verdict: ChainVerdict }) {
  const { verdict } = props;
  return (
    <div data-testid="verdict" data-holds={verdict.holds}>
      <p className={verdict.holds ? "outcome good" : "outcome bad"}>
        {verdict.holds ? "Everything holds: every result follows from the seeds." : "Something does not hold. Please keep this page and contact us."}
      </p>
      <ul className="ticks">
        <Tick holds={verdict.commitmentHolds}>Our seed has the hash that we committed to.</Tick>
        <Tick holds={verdict.commitmentIsRemembered}>
          {verdict.commitmentIsRemembered === null
            ? "This browser did not see the chain being opened, so it cannot compare the commitment with what was shown then."
            : "The commitment is the one that this browser was shown before you played."}
        </Tick>
        <Tick holds={verdict.clientSeedIsRemembered}>
          {verdict.clientSeedIsRemembered === null
            ? "Your seed was not drawn in this browser, so it cannot be compared."
            : "Your seed is the one that this browser sent."}
        </Tick>
        <Tick holds={verdict.noncesAreWhole}>No round is missing, and none is there twice.</Tick>
        <Tick holds={verdict.rounds.every((round) => round.problem === null)}>
          {verdict.rounds.filter((round) => round.problem === null).length} of {verdict.rounds.length} rounds come out the same.
        </Tick>
      </ul>
    </div>
  );
}

function Tick(props: { readonly holds: boolean | null; readonly children: React.ReactNode }) {
  const { holds } = props;
  const mark = holds === null ? "–" : holds ? "✓" : "✗";
  return (
    <li className={holds === null ? "" : holds ? "good" : "bad"}>
      <span className="mark" role="img" aria-label={holds === null ? "not checked" : holds ? "holds" : "does not hold"}>
        {mark}
      </span>
      <span>{props.children}</span>
    </li>
  );
}

function RoundChecks(props: { readonly games: readonly GameInfo[]; readonly verification: Verification }) {
  const [all, setAll] = useState(false);
  const { verdict, rounds } = props.verification;
  const byNonce = new Map(rounds.map((round) => [round.nonce, round]));
  const shown = all ? verdict.rounds : verdict.rounds.slice(0, shownAtFirst);
  return (
    <>
      <ol className="round-checks" data-testid="round-checks">
        {shown.map((check, index) => (
          <RoundCheck key={index} check={check} round={byNonce.get(check.nonce)!} games={props.games} />
        ))}
      </ol>
      {shown.length < verdict.rounds.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {verdict.rounds.length} rounds
        </button>
      )}
    </>
  );
}

function RoundCheck(props: { readonly check: RoundVerdict; readonly round: RoundView; readonly games: readonly GameInfo[] }) {
  const { check, round, games } = props;
  const holds = check.problem === null;
  const { choice, outcome } = describeRound(games, round);
  return (
    <li className={holds ? "good" : "bad"} data-testid="round-check" data-nonce={check.nonce.toString()} data-holds={holds}>
      <span className="mark" role="img" aria-label={holds ? "holds" : "does not hold"}>
        {holds ? "✓" : "✗"}
      </span>
      <span className="nonce">#{check.nonce.toString()}</span>
      <span>
        {titleOf(games, round.game)} · {choice} · {outcome} · <Money units={round.stake} /> → <Money units={round.payout} />
        {check.problem !== null && <strong> {check.problem}</strong>}
      </span>
    </li>
  );
}
