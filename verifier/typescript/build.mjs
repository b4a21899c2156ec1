// Builds both forms of the verifier from the same sources: dist/croupier-verify.mjs for Node.js, and dist/verify.html, one file without any other. Its policy allows the
// one script and the one style that are in it, by their hashes, and no connection whatsoever.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const options = { bundle: true, write: false, target: "es2022", legalComments: "none", charset: "utf8" };
const textOf = async (entry, more) => (await build({ ...options, entryPoints: [entry], ...more })).outputFiles[0].text;
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const command = await textOf("src/command.ts", { platform: "node", format: "esm", banner: { js: "#!/usr/bin/env node" } });
const script = (await textOf("src/page.ts", { platform: "browser", format: "iife", minify: true })).replaceAll("</script", "<\\/script").trim();
const style = readFileSync("src/page.css", "utf8").trim();
const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
const page = readFileSync("src/page.html", "utf8")
  .replace("POLICY", () => policy)
  .replace("STYLE", () => style)
  .replace("SCRIPT", () => script);

mkdirSync("dist", { recursive: true });
writeFileSync("dist/croupier-verify.mjs", command, { mode: 0o755 });
writeFileSync("dist/verify.html", page);
