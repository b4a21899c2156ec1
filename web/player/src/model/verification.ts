// Brings what the server reveals of a closed chain, and what this browser remembers of it, to the verifier.

import { type ChainView, fromBase64, type GameInfo, type RoundView } from "@croupier/client";
import { type ChainVerdict, verifyChain } from "@croupier/client/verify";
import { commitments } from "./kept.js";

export interface Verification {
  readonly verdict: ChainVerdict;
  readonly rounds: readonly RoundView[];
}

export async function verifyRevealed(
  chain: ChainView & { readonly rounds: readonly RoundView[] },
  games: readonly GameInfo[],
  progress: (done: number, of: number) => void,
): Promise<Verification> {
  if (chain.serverSeed === null) {
    throw new Error("The seed of this chain is not revealed yet.");
  }
  // Refused bets consumed no nonce and decided nothing; they have no part in the proof.
  const rounds = chain.rounds.filter((round) => round.status === 0);
  const remembered = commitments.find(chain.chain);
  const verdict = await verifyChain(
    {
      chain: chain.chain,
      seedHash: chain.seedHash,
      clientSeed: fromBase64(chain.clientSeed),
      serverSeed: fromBase64(chain.serverSeed),
      rounds: rounds.map((round) => ({
        nonce: round.nonce,
        game: round.game,
        rulesHash: round.rulesHash,
        choice: fromBase64(round.choice),
        outcome: fromBase64(round.outcome),
        stake: round.stake,
        payout: round.payout,
      })),
    },
    games,
    { seedHash: remembered?.seedHash ?? null, clientSeed: remembered?.clientSeed === "" ? null : (remembered?.clientSeed ?? null) },
    (done) => progress(done, rounds.length),
  );
  return { verdict, rounds };
}
