// The page: files in, findings out. What comes from a file is only ever set as text.

import { FormatError } from "./bytes.js";
import { readExport } from "./export.js";
import type { Findings } from "./findings.js";
import { readKeySet } from "./keys.js";
import { verify } from "./verify.js";

const exportInput = document.querySelector<HTMLInputElement>("#export")!;
const keysInput = document.querySelector<HTMLInputElement>("#keys")!;
const result = document.querySelector<HTMLElement>("#result")!;
const mostShown = 200;

function element(tag: string, text = "", className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function list(title: string, items: readonly string[]): HTMLElement[] {
  if (items.length === 0) {
    return [];
  }
  const made = element("ul");
  made.append(...items.slice(0, mostShown).map((item) => element("li", item)));
  const more = items.length > mostShown ? [element("p", `and ${items.length - mostShown} more`)] : [];
  return [element("h3", title), made, ...more];
}

function figures(findings: Findings): HTMLElement {
  const table = element("table");
  const rows: readonly (readonly [string, number])[] = [
    ["Chains", findings.chains],
    ["Receipts checked", findings.receiptsChecked],
    ["Rounds drawn again", findings.roundsDerived],
    ["Postings added up", findings.postingsChecked],
    ["Differences", findings.differences.length],
  ];
  for (const [name, value] of rows) {
    const row = element("tr");
    const head = element("th", name);
    head.setAttribute("scope", "row");
    row.append(head, element("td", value.toLocaleString("en")));
    table.append(row);
  }
  return table;
}

function show(name: string, findings: Findings): HTMLElement[] {
  const good = findings.differences.length === 0;
  const verdict = good ? "Everything that could be checked agrees." : "Something does not agree. Keep this file, and ask the operator or a regulator.";
  return [
    element("h2", name),
    element("p", verdict, `verdict ${good ? "good" : "bad"}`),
    figures(findings),
    ...list("What does not agree", findings.differences),
    ...list("What could not be checked", findings.notChecked),
  ];
}

async function run(): Promise<void> {
  const files = [...(exportInput.files ?? [])];
  if (files.length === 0) {
    return;
  }
  result.replaceChildren(element("p", "Checking…"));
  const keys = keysInput.files?.[0];
  const shown: HTMLElement[] = [];
  for (const file of files) {
    try {
      const trusted = keys === undefined ? null : readKeySet(await keys.text());
      shown.push(...show(file.name, await verify(readExport(await file.text()), trusted)));
    } catch (wrong) {
      const why = wrong instanceof FormatError ? wrong.message : String(wrong);
      shown.push(element("h2", file.name), element("p", `This file can't be checked: ${why}.`, "verdict bad"));
    }
  }
  result.replaceChildren(...shown);
}

exportInput.addEventListener("change", () => void run());
keysInput.addEventListener("change", () => void run());
