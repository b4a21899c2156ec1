// croupier-verify EXPORT.json… [--keys KEYS.json] [--vectors VECTORS.json]: the same words and exit codes as the verifier in C#.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FormatError } from "./bytes.js";
import { readExport } from "./export.js";
import type { Findings } from "./findings.js";
import { readKeySet } from "./keys.js";
import { checkVectors } from "./vectors.js";
import { verify } from "./verify.js";

const [agrees, differs, unusable] = [0, 1, 2];

const usage = `usage: croupier-verify EXPORT.json… [--keys KEYS.json] [--vectors VECTORS.json]
  EXPORT.json    what GET /api/v1/fairness/export gave; several pages may be named
  --keys         keys that you trust, as GET /.well-known/receipt-keys.json gave them; without it the export's own
  --vectors      derive the public vectors (docs/fairness-vectors.json) again
exit codes: 0 all agrees, 1 something does not, 2 a file can't be read`;

function report(findings: Findings, file: string): boolean {
  findings.differences.forEach((difference) => console.log(`DIFFERS      ${difference}`));
  findings.notChecked.forEach((what) => console.log(`not checked  ${what}`));
  console.log(`${file}: ${findings.summary}`);
  return findings.differences.length === 0;
}

function options(): { files: readonly string[]; keys: string | undefined; vectors: string | undefined } | null {
  try {
    const { positionals: files, values } = parseArgs({ allowPositionals: true, options: { keys: { type: "string" }, vectors: { type: "string" } } });
    return files.length > 0 || values.vectors !== undefined ? { files, keys: values.keys, vectors: values.vectors } : null;
  } catch {
    return null;
  }
}

async function run(): Promise<number> {
  const asked = options();
  if (asked === null) {
    console.error(usage);
    return unusable;
  }
  try {
    const text = (file: string): string => readFileSync(file, "utf8");
    const trusted = asked.keys === undefined ? null : readKeySet(text(asked.keys));
    let good = asked.vectors === undefined || report(checkVectors(text(asked.vectors)), asked.vectors);
    for (const file of asked.files) {
      good = report(await verify(readExport(text(file)), trusted), file) && good;
    }
    return good ? agrees : differs;
  } catch (wrong) {
    if (wrong instanceof FormatError || (wrong instanceof Error && "syscall" in wrong)) {
      console.error(wrong.message);
      return unusable;
    }
    throw wrong;
  }
}

process.exitCode = await run();
