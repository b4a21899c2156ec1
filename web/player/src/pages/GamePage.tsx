import { type GameInfo, isCascade, isDice, isPlinko, isRoulette, isSlot } from "@croupier/client";
import { AnyGame } from "./AnyGame.js";
import { Cascade } from "./Cascade.js";
import { Dice } from "./Dice.js";
import { Plinko } from "./Plinko.js";
import { Roulette } from "./Roulette.js";
import { Slot } from "./Slot.js";

/** The page of a game by the kind that its parameters name. */
export function GamePage(props: { readonly game: GameInfo }) {
  const { game } = props;
  const { parameters } = game;
  if (isDice(parameters)) {
    return <Dice game={game} parameters={parameters} />;
  }
  if (isSlot(parameters)) {
    return <Slot game={game} parameters={parameters} />;
  }
  if (isRoulette(parameters)) {
    return <Roulette game={game} parameters={parameters} />;
  }
  if (isPlinko(parameters)) {
    return <Plinko game={game} parameters={parameters} />;
  }
  return isCascade(parameters) ? <Cascade game={game} parameters={parameters} /> : <AnyGame game={game} />;
}
