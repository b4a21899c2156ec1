// The commitment, its receipt, and the seed that was revealed.

import { ascii, same, toHex } from "./bytes.js";
import type { Chain, Place } from "./export.js";
import type { Findings } from "./findings.js";
import { isSignedBy, type PublicKey } from "./keys.js";
import { sha256 } from "./sha256.js";

export async function checkCommitment(player: string, chain: Chain, keys: readonly PublicKey[], findings: Findings): Promise<void> {
  const name = `chain ${chain.chain}`;
  await checkReceipt(player, chain, keys, name, findings);
  if (chain.clientSeed !== null) {
    const length = chain.clientSeed.length;
    findings.expect(length >= 16 && length <= 32, `${name}: the client seed has ${length} bytes, and should have 16 to 32`);
  }
  findings.expect(chain.serverSeed === null || chain.closed !== null, `${name}: the server seed is there, and the chain is open`);
  findings.expect(chain.serverSeed !== null || chain.closed === null, `${name}: the chain is closed, and its server seed is not revealed`);
  if (chain.serverSeed !== null) {
    findings.expect(
      chain.serverSeed.length === 32 && same(sha256(chain.serverSeed), chain.seedHash),
      `${name}: the server seed is not the one that was committed to (SHA-256 differs from the seed hash)`,
    );
  }
}

async function checkReceipt(player: string, chain: Chain, keys: readonly PublicKey[], name: string, findings: Findings): Promise<void> {
  const { receipt, opened } = chain;
  if (receipt === null || opened === null) {
    findings.notChecked.push(`${name}: there is no receipt of its commitment`);
    return;
  }
  const key = keys.find((one) => one.id === receipt.keyId);
  if (key === undefined) {
    findings.differences.push(`${name}: the receipt is signed by a key that is not known (${receipt.keyId})`);
    return;
  }
  findings.receiptsChecked++;
  const text = receiptText(player, chain, opened, receipt.keyId);
  findings.expect(await isSignedBy(key, text, receipt.signature), `${name}: the signature of the receipt does not hold`);
}

function receiptText(player: string, chain: Chain, opened: Place, keyId: string): Uint8Array {
  const lines = [
    "croupier-receipt/1",
    chain.chain,
    player,
    toHex(chain.seedHash),
    opened.partition,
    opened.block,
    opened.entry,
    toHex(opened.blockHash),
    opened.unixMs,
    keyId,
  ];
  return ascii(lines.map((line) => `${line}\n`).join(""));
}
