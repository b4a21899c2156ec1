import { RefusedError, Status } from "@croupier/client";
import { sentence } from "../model/player.js";
import { hrefOf } from "../routing.js";

/** Why something was refused, in the server's words, and the way on where there is one. */
export function Refusal(props: { readonly error: unknown; readonly testId?: string }) {
  const { error } = props;
  const status = error instanceof RefusedError ? error.status : null;
  return (
    <div role="alert">
      {error != null && (
        <p className="refusal" data-testid={props.testId ?? "refusal"} data-status={status ?? ""}>
          {sentence(error)}
          {status === Status.InsufficientFunds && (
            <>
              {" "}
              <a href={hrefOf({ page: "wallet" })}>Deposit</a>
            </>
          )}
          {error instanceof RefusedError && timeOf(error, limits) && <> It frees on {timeOf(error, limits)}.</>}
          {error instanceof RefusedError && timeOf(error, breaks) && <> It ends on {timeOf(error, breaks)}.</>}
        </p>
      )}
    </div>
  );
}

const limits: readonly number[] = [Status.SessionTimeLimit, Status.WagerLimit, Status.LossLimit, Status.DepositLimit];
const breaks: readonly number[] = [Status.PlayerExcluded, Status.PlayerInTimeOut];

function timeOf(refusal: RefusedError, statuses: readonly number[]): string | null {
  if (!statuses.includes(refusal.status) || refusal.detail <= 0n) {
    return null;
  }
  return new Date(Number(refusal.detail)).toLocaleString();
}
