import type { RouletteBet, RouletteParameters } from "@croupier/client";
import { type CSSProperties, useState } from "react";
import { Money } from "../components/Money.js";
import { betText, type Chips, colourOf } from "./bets.js";

/** Bets on numbers side by side are chosen by kind: their places between the numbers would be too small for a finger. */
const groups = ["split", "street", "trio", "corner", "first four", "six line"] as const;
const outside = ["low", "even", "red", "black", "odd", "high"] as const;

interface Props {
  readonly parameters: RouletteParameters;
  readonly chips: Chips;
  /** The pocket of the last round. */
  readonly won: number | null;
  readonly disabled: boolean;
  readonly onPut: (bet: number) => void;
}

export function BetPlaces(props: Props) {
  const { parameters, won } = props;
  const [group, setGroup] = useState<string>("split");
  const bets = parameters.bets.map((bet, number) => ({ bet, number }));
  const ofKind = (kind: string) => bets.filter(({ bet }) => bet.kind === kind);
  const places = (kinds: readonly string[], text: (bet: RouletteBet) => string) =>
    kinds.flatMap(ofKind).map(({ bet, number }) => (
      <Place key={number} {...props} bet={bet} number={number} text={text(bet)} wins={won !== null && bet.pockets.includes(won)} />
    ));
  return (
    <div className="roulette">
      <div className="numbers" role="group" aria-label="Straight bets, one number each">
        {places(["straight"], (bet) => `${bet.pockets[0]}`)}
      </div>
      <div className="thirds" role="group" aria-label="Columns and dozens">
        {places(["column", "dozen"], betText)}
      </div>
      <div className="halves" role="group" aria-label="Even chances">
        {places(outside, betText)}
      </div>
      <details>
        <summary data-testid="more-bets">Several numbers with one chip</summary>
        <div className="group-tabs" role="group" aria-label="Kind of bet">
          {groups.map((kind) => (
            <button key={kind} type="button" aria-pressed={group === kind} data-testid={`kind-${kind}`} onClick={() => setGroup(kind)}>
              {kind.charAt(0).toUpperCase() + kind.slice(1)}
            </button>
          ))}
        </div>
        <div className="groups" role="group" aria-label={group}>
          {places([group], (bet) => bet.pockets.join(" "))}
        </div>
      </details>
      <p className="visually-hidden" aria-live="polite">
        {props.chips.size === 0 ? "" : `${props.chips.size} ${props.chips.size === 1 ? "bet" : "bets"} placed.`}
      </p>
    </div>
  );
}

function Place(
  props: Props & { readonly bet: RouletteBet; readonly number: number; readonly text: string; readonly wins: boolean },
) {
  const { bet, number, chips, parameters } = props;
  const units = chips.get(number);
  const colour = bet.kind === "straight" ? colourOf(parameters, bet.pockets[0]!) : bet.kind === "red" || bet.kind === "black" ? bet.kind : "";
  return (
    <button
      type="button"
      className={`place ${colour}${props.wins ? " wins" : ""}${units === undefined ? "" : " chosen"}`}
      style={bet.kind === "straight" ? feltPlace(bet.pockets[0]!) : undefined}
      disabled={props.disabled}
      aria-label={`Put a chip on ${betText(bet)}`}
      data-testid={`bet-${bet.name.replaceAll(" ", "-")}`}
      onClick={() => props.onPut(number)}
    >
      {props.text}
      {units !== undefined && (
        <small className="chip-on">
          <Money units={units} />
        </small>
      )}
    </button>
  );
}

/** Where a number lies on a wide table: three in a column, counted from below. */
function feltPlace(number: number): CSSProperties {
  return { "--column": Math.floor((number - 1) / 3) + 2, "--row": 3 - ((number - 1) % 3) } as CSSProperties;
}
