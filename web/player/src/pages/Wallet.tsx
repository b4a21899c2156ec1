import { type Deposit, newUuidV7, RefusedError, Status, type Uuid } from "@croupier/client";
import { useEffect, useRef, useState } from "react";
import { AmountField, useAmount } from "../components/AmountField.js";
import { Money } from "../components/Money.js";
import { Refusal } from "../components/Refusal.js";
import { useAction } from "../components/useAction.js";
import { useModel, usePage } from "../model/context.js";
import { keptDeposit } from "../model/kept.js";

const cent = 10_000n;
const quickDeposits = ["10", "25", "100"];
/** The largest amount that this form takes; the platform's own limits come on top and speak for themselves. */
const largestDeposit = 10_000_000_000n;

export function Wallet() {
  const balance = usePage((state) => state.balance);
  return (
    <main className="page" data-testid="wallet">
      <h1>Wallet</h1>
      <ul className="figures">
        <li>
          <span>Cash</span>
          <strong>{balance === null ? "…" : <Money units={balance.cash} testId="wallet-cash" />}</strong>
        </li>
        <li>
          <span>Bonus</span>
          <strong>{balance === null ? "…" : <Money units={balance.bonus} testId="wallet-bonus" />}</strong>
        </li>
        <li>
          <span>Being withdrawn</span>
          <strong>{balance === null ? "…" : <Money units={balance.withdrawalPending} testId="wallet-pending" />}</strong>
        </li>
      </ul>
      <div className="columns">
        <DepositCard />
        <WithdrawCard cash={balance?.cash ?? 0n} />
      </div>
    </main>
  );
}

function DepositCard() {
  const model = useModel();
  const [text, setText] = useState("25");
  const amount = useAmount(text, cent, largestDeposit);
  // One intent for one press of the button, however often its request has to be sent.
  const intent = useRef<{ id: Uuid; amount: bigint } | null>(null);
  const pay = useAction(async () => {
    if (amount === null) {
      return;
    }
    if (intent.current?.amount !== amount) {
      intent.current = { id: newUuidV7(model.api.serverNow()), amount };
    }
    try {
      await model.openDeposit(intent.current.id, amount);
    } catch (error) {
      if (!(error instanceof RefusedError && error.status === Status.Unavailable)) {
        intent.current = null;
      }
      throw error;
    }
  });
  return (
    <form
      className="card"
      data-testid="deposit-form"
      onSubmit={(event) => {
        event.preventDefault();
        void pay.run();
      }}
    >
      <h2>Deposit</h2>
      <AmountField label="Amount" text={text} onText={setText} min={cent} max={largestDeposit} testId="deposit-amount" />
      <div className="chips" role="group" aria-label="Amounts">
        {quickDeposits.map((quick) => (
          <button key={quick} type="button" className="quiet" onClick={() => setText(quick)}>
            €{quick}
          </button>
        ))}
      </div>
      <Refusal error={pay.error} testId="deposit-refusal" />
      <DepositProgress />
      <button type="submit" className="primary wide" disabled={pay.busy || amount === null} data-testid="deposit-submit">
        {pay.busy ? "Opening the payment page…" : "Go to the payment page"}
      </button>
      <p className="fine">This is a sandbox: no real money moves. You come back here after paying.</p>
    </form>
  );
}

/** After the way back from the payment page: waits for the provider's word, and says what became of the deposit. */
function DepositProgress() {
  const model = useModel();
  const deposit = usePage((state) => state.deposit);
  const [error, setError] = useState<unknown>(null);
  const [waiting, setWaiting] = useState(false);

  useEffect(() => {
    const intent = keptDeposit.read();
    if (intent === null) {
      return;
    }
    const stop = new AbortController();
    setWaiting(true);
    model
      .awaitDeposit(intent, stop.signal)
      .catch((failure: unknown) => stop.signal.aborted || setError(failure))
      .finally(() => stop.signal.aborted || setWaiting(false));
    return () => stop.abort();
  }, [model]);

  // What became of a deposit is told once; a later visit starts without it.
  useEffect(() => () => model.forgetDeposit(), [model]);

  return (
    <div role="status" aria-live="polite" data-testid="deposit-state" data-state={deposit?.state ?? ""}>
      {deposit !== null && (
        <p className={deposit.state === "credited" ? "outcome good" : "outcome"}>
          <Money units={deposit.amount} />: {stateText(deposit, waiting)}
        </p>
      )}
      <Refusal error={error} testId="deposit-wait-refusal" />
    </div>
  );
}

function stateText(deposit: Deposit, waiting: boolean): string {
  switch (deposit.state) {
    case "open":
      return waiting ? "waiting for the payment to be confirmed…" : "not confirmed yet.";
    case "credited":
      return "arrived in your account.";
    case "cancelled":
      return "the payment was cancelled. Nothing was charged.";
    case "lapsed":
      return "the payment was not made in time. Nothing was charged.";
    case "unmatched":
      return "the payment did not fit the deposit and will be sent back.";
    case "refunded":
      return "the payment was sent back.";
    default:
      return deposit.state;
  }
}

function WithdrawCard(props: { readonly cash: bigint }) {
  const model = useModel();
  const [text, setText] = useState("");
  const [done, setDone] = useState<bigint | null>(null);
  const largest = props.cash - (props.cash % cent);
  const amount = useAmount(text, cent, largest);
  const withdraw = useAction(async () => {
    if (amount !== null) {
      setDone(null);
      setDone((await model.withdraw(amount)).amount);
      setText("");
    }
  });
  return (
    <form
      className="card"
      data-testid="withdraw-form"
      onSubmit={(event) => {
        event.preventDefault();
        void withdraw.run();
      }}
    >
      <h2>Withdraw</h2>
      <AmountField label="Amount" text={text} onText={setText} min={cent} max={largest} testId="withdraw-amount" />
      <Refusal error={withdraw.error} testId="withdraw-refusal" />
      <div role="status" aria-live="polite">
        {done !== null && (
          <p className="outcome good" data-testid="withdraw-done">
            <Money units={done} /> is on its way. It has left your balance and can't be played any more.
          </p>
        )}
      </div>
      <button type="submit" className="wide" disabled={withdraw.busy || amount === null} data-testid="withdraw-submit">
        {withdraw.busy ? "One moment…" : "Withdraw"}
      </button>
      <p className="fine">A withdrawal can't be taken back once it is asked for.</p>
    </form>
  );
}
