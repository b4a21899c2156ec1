import { usePage } from "../model/context.js";
import { formatChange, formatMoney } from "../model/money.js";

/** An amount, exact. `data-units` carries the ledger units as they came. */
export function Money(props: { readonly units: bigint; readonly change?: boolean; readonly testId?: string }) {
  const asset = usePage((state) => state.asset);
  const text = asset === null ? "…" : (props.change ? formatChange : formatMoney)(asset, props.units);
  return (
    <span className="money" data-units={props.units.toString()} data-testid={props.testId}>
      {text}
    </span>
  );
}
