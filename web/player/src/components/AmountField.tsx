import { displayStep, parseAmount } from "@croupier/client";
import { useId } from "react";
import { usePage } from "../model/context.js";
import { Money } from "./Money.js";

export interface AmountProps {
  readonly label: string;
  /** As typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly min: bigint;
  readonly max: bigint;
  readonly testId: string;
  readonly disabled?: boolean;
  readonly children?: React.ReactNode;
}

/** A field for money. What is typed stays text until it is read as whole ledger units. */
export function AmountField(props: AmountProps) {
  const asset = usePage((state) => state.asset);
  const id = useId();
  const units = asset === null ? null : parseAmount(asset, props.text);
  const problem = asset === null || props.text.trim() === "" ? null : problemOf(units, props);
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className="amount">
        <span aria-hidden="true">{asset?.symbol ?? ""}</span>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={props.text}
          disabled={props.disabled}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-hint`}
          data-testid={props.testId}
          onChange={(event) => props.onText(event.target.value)}
        />
        {props.children}
      </div>
      <small id={`${id}-hint`} className={problem === null ? "hint" : "hint bad"} data-testid={`${props.testId}-hint`}>
        {problem ?? (props.max < props.min ? (
          "Nothing is available."
        ) : (
          <>
            From <Money units={props.min} /> to <Money units={props.max} />
          </>
        ))}
      </small>
    </div>
  );
}

function problemOf(units: bigint | null, { min, max }: AmountProps): string | null {
  if (units === null) {
    return "Please type an amount in whole cents, like 2.50.";
  }
  if (units < min) {
    return "That is below the smallest amount.";
  }
  return units > max ? "That is above the largest amount." : null;
}

/** The amount that a field holds; null while it is none, or out of its bounds. */
export function useAmount(text: string, min: bigint, max: bigint): bigint | null {
  const asset = usePage((state) => state.asset);
  const units = asset === null ? null : parseAmount(asset, text);
  return units !== null && units >= min && units <= max && units % displayStep(asset!) === 0n ? units : null;
}
