import type { MovementView, Page, RoundView } from "@croupier/client";
import { useCallback, useEffect, useState } from "react";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { describeRound, titleOf } from "../games/choices.js";
import { useModel, usePage } from "../model/context.js";

const pageSize = 20;

export function History() {
  const [tab, setTab] = useState<"rounds" | "movements">("rounds");
  return (
    <main className="page" data-testid="history">
      <h1>History</h1>
      <div className="tabs" role="group" aria-label="What to show">
        <button type="button" aria-pressed={tab === "rounds"} data-testid="tab-rounds" onClick={() => setTab("rounds")}>
          Rounds
        </button>
        <button
          type="button"
          aria-pressed={tab === "movements"}
          data-testid="tab-movements"
          onClick={() => setTab("movements")}
        >
          Movements
        </button>
      </div>
      {tab === "rounds" ? <Rounds /> : <Movements />}
    </main>
  );
}

interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly loading: boolean;
  readonly loaded: boolean;
  readonly error: unknown;
  readonly more: () => void;
}

/** Pages of a history, newest first, one after the other. */
function usePaged<T>(load: (before: string | null) => Promise<Page<T>>): Paged<T> {
  const [items, setItems] = useState<readonly T[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [loaded, setLoaded] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(
    (before: string | null, isCurrent: () => boolean) => {
      setLoading(true);
      setError(null);
      load(before)
        .then((page) => {
          if (isCurrent()) {
            setItems((earlier) => (before === null ? page.items : [...earlier, ...page.items]));
            setNext(page.next);
            setLoaded(true);
          }
        })
        .catch((failure: unknown) => isCurrent() && setError(failure))
        .finally(() => isCurrent() && setLoading(false));
    },
    [load],
  );
  useEffect(() => {
    let current = true;
    read(null, () => current);
    return () => {
      current = false;
    };
  }, [read]);
  const more = () => read(next, () => true);
  return { items, next, loading, loaded, error, more };
}

function Rounds() {
  const model = useModel();
  const games = usePage((state) => state.games);
  const load = useCallback(
    (before: string | null) => model.api.rounds(model.present().keeper, before, pageSize),
    [model],
  );
  const rounds = usePaged<RoundView>(load);
  return (
    <>
      <table className="list" data-testid="rounds" data-loaded={rounds.loaded}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Game</th>
            <th scope="col">Choice</th>
            <th scope="col">Outcome</th>
            <th scope="col" className="right">
              Stake
            </th>
            <th scope="col" className="right">
              Returned
            </th>
            <th scope="col" className="right">
              Cash after
            </th>
          </tr>
        </thead>
        <tbody>
          {rounds.items.map((round) => {
            const { choice, outcome } = describeRound(games, round);
            const accepted = round.status === 0;
            return (
              <tr key={`${round.block}.${round.entry}`} data-testid="round-row" data-round={round.id} data-status={round.status}>
                <td data-label="Time">
                  <Time unixMs={round.unixMs} />
                </td>
                <td data-label="Game">{titleOf(games, round.game)}</td>
                <td data-label="Choice">{choice}</td>
                <td data-label="Outcome">{accepted ? outcome : <span className="tag bad">refused: {round.statusName}</span>}</td>
                <td data-label="Stake" className="right">
                  <Money units={round.stake} />
                </td>
                <td data-label="Returned" className={round.payout > round.stake ? "right won" : "right"}>
                  {accepted ? <Money units={round.payout} /> : "—"}
                </td>
                <td data-label="Cash after" className="right">
                  <Money units={round.cashAfter} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Pager paged={rounds} empty="No rounds yet." />
    </>
  );
}

function Movements() {
  const model = useModel();
  const load = useCallback(
    (before: string | null) => model.api.movements(model.present().keeper, before, pageSize),
    [model],
  );
  const movements = usePaged<MovementView>(load);
  return (
    <>
      <table className="list" data-testid="movements" data-loaded={movements.loaded}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">What</th>
            <th scope="col" className="right">
              Amount
            </th>
            <th scope="col" className="right">
              Cash after
            </th>
          </tr>
        </thead>
        <tbody>
          {movements.items.map((movement, index) => (
            <tr key={index} data-testid="movement-row">
              <td data-label="Time">
                <Time unixMs={movement.unixMs} />
              </td>
              <td data-label="What">{reasonText(movement.reason)}</td>
              <td data-label="Amount" className={movement.amount > 0n ? "right won" : "right"}>
                <Money units={movement.amount} change />
              </td>
              <td data-label="Cash after" className="right">
                <Money units={movement.cashAfter} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager paged={movements} empty="No movements yet." />
    </>
  );
}

function Pager<T>(props: { readonly paged: Paged<T>; readonly empty: string }) {
  const { items, next, loading, loaded, error, more } = props.paged;
  return (
    <div className="pager" aria-live="polite">
      <Refusal error={error} />
      {loading && <p>Loading…</p>}
      {loaded && items.length === 0 && <p className="empty">{props.empty}</p>}
      {next !== null && (
        <button type="button" disabled={loading} onClick={more} data-testid="load-older">
          Show older ones
        </button>
      )}
    </div>
  );
}

const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function Time(props: { readonly unixMs: number }) {
  const date = new Date(props.unixMs);
  return <time dateTime={date.toISOString()}>{timeFormat.format(date)}</time>;
}

const reasons: Readonly<Record<string, string>> = {
  Stake: "Stake",
  Payout: "Payout",
  Deposit: "Deposit",
  WithdrawalRequested: "Withdrawal",
  WithdrawalPaid: "Withdrawal paid out",
  WithdrawalReturned: "Withdrawal returned",
  BonusGrant: "Bonus",
  BonusForfeit: "Bonus ended",
  Chargeback: "Payment taken back",
  Adjustment: "Correction",
  Hold: "Held",
  HoldPosted: "Hold settled",
};

/** A reason that this version has no words for is shown as words of its name. */
function reasonText(reason: string): string {
  return reasons[reason] ?? reason.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
}
