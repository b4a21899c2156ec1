import { displayStep, formatUnits, type GameInfo, parseAmount } from "@croupier/client";
import { useState } from "react";
import { usePage } from "../model/context.js";
import { AmountField, useAmount } from "./AmountField.js";

const usualStake = 1_000_000n;

export interface Stake {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Null while what is typed is no stake that this game takes. */
  readonly units: bigint | null;
}

export function useStake(game: GameInfo): Stake {
  const asset = usePage((state) => state.asset)!;
  const first = usualStake < game.minStake ? game.minStake : usualStake > game.maxStake ? game.maxStake : usualStake;
  const [text, setText] = useState(() => formatUnits(asset, first));
  return { text, setText, units: useAmount(text, game.minStake, game.maxStake) };
}

export function StakeField(props: { readonly game: GameInfo; readonly stake: Stake; readonly disabled: boolean }) {
  const { game, stake, disabled } = props;
  const asset = usePage((state) => state.asset)!;
  const scale = (numerator: bigint, denominator: bigint) => {
    const units = parseAmount(asset, stake.text) ?? game.minStake;
    const scaled = (units * numerator) / denominator;
    const whole = scaled - (scaled % displayStep(asset));
    stake.setText(formatUnits(asset, whole < game.minStake ? game.minStake : whole > game.maxStake ? game.maxStake : whole));
  };
  return (
    <AmountField
      label="Stake"
      text={stake.text}
      onText={stake.setText}
      min={game.minStake}
      max={game.maxStake}
      testId="stake"
      disabled={disabled}
    >
      <button type="button" className="quiet" aria-label="½ the stake" disabled={disabled} onClick={() => scale(1n, 2n)}>
        ½
      </button>
      <button type="button" className="quiet" aria-label="2× the stake" disabled={disabled} onClick={() => scale(2n, 1n)}>
        2×
      </button>
    </AmountField>
  );
}
