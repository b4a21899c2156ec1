import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** A package of this folder for files beyond it, which would look for it above themselves. */
const here = (name: string) => fileURLToPath(import.meta.resolve(name));
const client = (path: string) => fileURLToPath(new URL(`../../clients/typescript/src/${path}`, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The client library is compiled from its sources in this repository; it has no dependencies of its own.
    alias: [
      { find: /^@croupier\/client\/verify$/, replacement: client("verify/index.ts") },
      { find: /^@croupier\/client$/, replacement: client("index.ts") },
      { find: /^vitest$/, replacement: here("vitest") },
      { find: /^ws$/, replacement: here("ws") },
    ],
  },
  build: {
    target: "es2022",
    // The content security policy is `default-src 'self'`: no data: addresses, nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The client library's tests run here too: this is the one place where npm installs anything for the repository's own runs.
  test: { environment: "node", include: ["src/**/*.test.ts", "../../clients/typescript/test/**/*.test.ts"] },
});
