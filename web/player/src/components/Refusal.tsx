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
          {error instanceof RefusedError && freesAt(error) && <> It frees on {freesAt(error)}.</>}
        </p>
      )}
    </div>
  );
}

const limits: readonly number[] = [Status.WagerLimit, Status.LossLimit, Status.DepositLimit];

function freesAt(refusal: RefusedError): string | null {
  if (!limits.includes(refusal.status) || refusal.detail <= 0n) {
    return null;
  }
  return new Date(Number(refusal.detail)).toLocaleString();
}
