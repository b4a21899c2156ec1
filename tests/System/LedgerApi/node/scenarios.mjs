// node scenarios.mjs NAME: one scenario against a running platform; exit code 0 when all of it holds.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect as connectTo, createServer } from "node:net";
import { API, connect, gift, openPlayer, refused, status, uuid } from "./api.mjs";

const scenarios = { submit, many, refusals, feed, history, oneAtATime };

async function submit() {
  const api = connect("backoffice");
  const player = uuid(0);
  const opened = await api.submit({ command: openPlayer(player) });
  assert.equal(opened.decision.status_name, "Accepted");

  const command = gift(player, 500);
  const first = await api.submit({ command });
  const again = await api.submit({ command });
  assert.equal(first.decision.cash_after, "5000000");
  assert.deepEqual(again, first);
  assert.deepEqual(await api.getResult({ id: command.id, player }), first.decision);

  const conflict = await api.submit({ command: gift(player, 600, command.id) });
  assert.equal(conflict.decision.status_name, "Conflict");
  const head = await api.getHead({ partition: 0 });
  assert.ok(BigInt(head.header.sequence) >= BigInt(first.decision.block));
  api.close();
}

async function many() {
  const api = connect("backoffice");
  const player = uuid(0);
  const stream = api.submitMany();
  const answers = new Map();
  const ended = new Promise((resolve, reject) => {
    stream.on("data", (message) => message.replies.forEach((reply) => answers.set(reply.tag, reply)));
    stream.on("error", reject);
    stream.on("end", resolve);
  });

  stream.write({ submissions: [{ tag: "0", command: openPlayer(player) }] });
  for (let batch = 0; batch < 20; batch++) {
    const submissions = Array.from({ length: 100 }, (_, i) => ({ tag: String(1 + batch * 100 + i), command: gift(player, 1) }));
    stream.write({ submissions });
  }
  stream.write({ submissions: [{ tag: "9001", command: { id: "no id", player, open_player: {} } }] });
  stream.write({ submissions: [{ tag: "9002", command: { id: uuid(), player, request_withdrawal: { asset: "EUR", amount: "10000" } } }] });
  stream.write({ submissions: [{ tag: "9003", command: gift(player, 1) }] });
  stream.end();
  await ended;

  assert.equal(answers.size, 2004);
  for (let tag = 0; tag <= 2000; tag++) {
    assert.equal(answers.get(String(tag)).decision.status_name, "Accepted");
  }
  const balances = [...answers.values()].filter((one) => one.decision?.command.transfer).map((one) => Number(one.decision.cash_after) / 10000);
  assert.deepEqual(balances.sort((a, b) => a - b), Array.from({ length: 2001 }, (_, i) => i + 1));
  assert.equal(answers.get("9001").refusal.field, "command.id");
  assert.equal(answers.get("9001").refusal.code, status.INVALID_ARGUMENT);
  assert.equal(answers.get("9002").refusal.status_name, "NotPermitted");
  api.close();
}

async function refusals() {
  const auditor = connect("auditor");
  const backoffice = connect("backoffice");
  const player = uuid(0);

  const notPermitted = await refused(auditor.submit({ command: openPlayer(player) }));
  assert.equal(notPermitted.code, status.PERMISSION_DENIED);
  assert.equal(notPermitted.metadata.get("croupier-status")[0], "NotPermitted");

  const malformed = await refused(backoffice.submit({ command: { ...gift(player, 1), id: "1" } }));
  assert.equal(malformed.code, status.INVALID_ARGUMENT);
  assert.match(malformed.details, /^command\.id is no UUID$/);
  assert.ok(malformed.metadata.get("grpc-status-details-bin")[0].includes("command.id"));

  const unknown = await refused(backoffice.getResult({ id: uuid(), player }));
  assert.equal(unknown.code, status.NOT_FOUND);
  const elsewhere = await refused(backoffice.submit({ command: openPlayer(uuid(7)) }));
  assert.equal(elsewhere.metadata.get("croupier-status")[0], "WrongPartition");
  const late = await refused(backoffice.submit({ command: openPlayer(player) }, -1));
  assert.equal(late.code, status.DEADLINE_EXCEEDED);
  const blocks = await refused(new Promise((resolve, reject) => backoffice.readBlocks({ partition: 0 }).on("error", reject).on("data", resolve)));
  assert.equal(blocks.code, status.PERMISSION_DENIED);
  const unimplemented = await refused(new Promise((resolve, reject) => backoffice.raw.makeUnaryRequest(
    "/croupier.ledger.v1.Ledger/Rob", (b) => b, (b) => b, Buffer.alloc(0), (error, answer) => (error ? reject(error) : resolve(answer)))));
  assert.equal(unimplemented.code, status.UNIMPLEMENTED);
  const tooLong = await refused(backoffice.submit({ command: { ...openPlayer(player), id: "x".repeat(2_000_000) } }));
  assert.equal(tooLong.code, status.RESOURCE_EXHAUSTED);
  auditor.close();
  backoffice.close();
}

// Reads the chain through a wire that is cut again and again, and goes on each time after the last whole block; proves every hash on the way.
async function feed() {
  const wires = new Set();
  const proxy = createServer((near) => {
    const far = connectTo(Number(API.split(":")[1]), "localhost");
    for (const [one, other] of [[near, far], [far, near]]) {
      wires.add(one);
      one.on("error", () => {}).on("close", () => { wires.delete(one); other.destroy(); }).pipe(other);
    }
  });
  await new Promise((resolve) => proxy.listen(0, "localhost", resolve));

  const backoffice = connect("backoffice");
  const player = uuid(0);
  await backoffice.submit({ command: openPlayer(player) });
  let expected = 0n;
  let feeding = true;
  const traffic = (async () => {
    while (feeding) {
      const { decision } = await backoffice.submit({ command: gift(player, 1) });
      expected = BigInt(decision.block);
    }
  })();

  const auditor = connect("auditor", `localhost:${proxy.address().port}`);
  let [after, hash, cuts, gifts] = [0n, "", 0, 0];
  while (cuts < 5) {
    let blocks = 0;
    try {
      let parts = [];
      for await (const part of auditor.readBlocks({ partition: 0, after_sequence: String(after), after_hash: hash, form: "BOTH" })) {
        parts.push(part);
        if (!part.last) continue;
        const header = parts[0];
        const entryBytes = Buffer.concat(parts.map((one) => one.entry_bytes));
        assert.equal(BigInt(header.header.sequence), after + 1n);
        assert.equal(createHash("sha256").update(header.header_bytes).digest("hex"), header.hash);
        assert.equal(createHash("sha256").update(entryBytes).digest("hex"), header.header.entries_hash);
        assert.equal(header.header.previous_hash, hash === "" ? "0".repeat(64) : hash);
        const entries = parts.flatMap((one) => one.entries);
        assert.equal(entries.length, header.header.entry_count);
        gifts += entries.filter((entry) => entry.decision.player === player && entry.decision.command.transfer).length;
        [after, hash, parts, blocks] = [after + 1n, header.hash, [], blocks + 1];
        if (blocks > 40 && expected > 0n && after >= expected - 3n) {
          cuts++;
          wires.forEach((wire) => wire.destroy());
        }
      }
    } catch (error) {
      assert.equal(error.code, status.UNAVAILABLE, error.message);
    }
  }
  feeding = false;
  await traffic;
  assert.ok(gifts > 40, `${gifts} of the player's gifts were seen`);

  const ahead = await refused((async () => { for await (const part of auditor.readBlocks({ partition: 0, after_sequence: "999999999" })) void part; })());
  assert.equal(ahead.code, status.FAILED_PRECONDITION);
  const fork = await refused((async () => { for await (const part of auditor.readBlocks({ partition: 0, after_sequence: "5", after_hash: "1".repeat(64) })) void part; })());
  assert.equal(fork.code, status.FAILED_PRECONDITION);
  auditor.close();
  backoffice.close();
  proxy.close();
}

// What was decided is in history at once: every question waits for what came before it.
async function history() {
  const [backoffice, payments, auditor] = ["backoffice", "payments", "auditor"].map((caller) => connect(caller));
  const player = uuid(0);
  await backoffice.submit({ command: openPlayer(player) });
  await backoffice.submit({ command: { id: uuid(), player, set_player_state: { state: "ACTIVE" } } });
  const gifts = [];
  for (let cents = 1; cents <= 5; cents++) gifts.push((await backoffice.submit({ command: gift(player, cents) })).decision);
  const intent = uuid();
  const reference = `psp/${player}`;
  await payments.submit({ command: { id: intent, player, open_deposit: { asset: "EUR", amount: "70000", provider: 1, lapses_unix_ms: String(Date.now() + 3600_000) } } });
  const confirm = { id: uuid(), player, confirm_deposit: { intent, asset: "EUR", amount: "70000", provider: 1, reference } };
  const confirmed = (await payments.submit({ command: confirm })).decision;
  assert.equal(confirmed.status_name, "Accepted");

  const cash = { kind: "CASH", asset: "EUR" };
  const now = await payments.getBalance({ player, account: cash });
  assert.deepEqual([now.posted, now.available, now.debits_pending, now.account.owner], ["220000", "220000", "0", player]);
  for (const decision of gifts) {
    const then = await auditor.getBalance({ player, account: cash, at: { block: decision.block } });
    assert.ok(BigInt(then.posted) >= BigInt(decision.cash_after) && BigInt(then.block) === BigInt(decision.block));
    const before = await auditor.getBalance({ player, account: cash, at: { block: String(BigInt(gifts[0].block) - 1n) } });
    assert.equal(before.posted, "0");
    const atTime = await auditor.getBalance({ player, account: cash, at: { unix_ms: then.unix_ms } });
    assert.ok(BigInt(atTime.block) >= BigInt(then.block));
  }

  for (const newest_first of [false, true]) {
    const lines = [];
    let page = { next: "" };
    do {
      page = await auditor.getStatement({ player, account: cash, newest_first, limit: 2, cursor: page.next });
      assert.deepEqual([page.opening.posted, page.closing.posted], ["0", "220000"]);
      lines.push(...page.lines);
    } while (page.next);
    assert.equal(lines.length, 6);
    const inOrder = newest_first ? lines.reverse() : lines;
    assert.deepEqual(inOrder.map((line) => line.posted_after), ["10000", "30000", "60000", "100000", "150000", "220000"]);
    assert.deepEqual(inOrder.map((line) => line.command), [...gifts.map((one) => one.id), confirm.id]);
    assert.deepEqual([inOrder[0].kind, inOrder[0].reason, inOrder[0].counter.kind, inOrder[5].reason], ["POSTED", "ADJUSTMENT", "HOUSE", "DEPOSIT"]);
  }

  const entry = await payments.getEntry({ player, id: confirm.id });
  assert.deepEqual(entry.entry.decision, confirmed);
  assert.deepEqual([entry.entry.caller_role, Number(entry.unix_ms) > 0], ["Wallet", true]);
  const byReference = await payments.findReference({ partition: 0, reference });
  assert.deepEqual(byReference.entries, [entry]);
  assert.deepEqual((await payments.findReference({ partition: 0, reference: reference + "x" })).entries, []);
  const moved = await auditor.searchEntries({ player });
  assert.deepEqual(moved.entries.map((one) => one.entry.decision.id), [...gifts.map((one) => one.id), confirm.id]);
  const all = await auditor.searchEntries({ partition: 0, from: { block: String(BigInt(confirmed.block) - 1n) }, to: { block: confirmed.block } });
  assert.ok(all.entries.some((one) => one.entry.decision.id === confirm.id) && all.entries.every((one) => one.entry.decision.block === confirmed.block));
  const seen = await payments.getAccounts({ player });
  assert.deepEqual(seen.accounts.map((account) => account.kind), ["CASH"]);
  assert.ok((await auditor.getAccounts({ operator_of: 0 })).accounts.some((account) => account.kind === "HOUSE"));
  assert.ok(BigInt((await auditor.getBalance({ operator_of: 0, account: { kind: "HOUSE", asset: "EUR" } })).posted) < 0n);

  const house = { kind: "HOUSE", asset: "EUR" };
  const next = (await auditor.getStatement({ player, account: cash, limit: 1 })).next;
  for (const [call, code, detail] of [
    [() => payments.getBalance({ player, account: { kind: "BONUS", asset: "EUR" } }), status.PERMISSION_DENIED, /may not read accounts of the kind Bonus/],
    [() => payments.searchEntries({ player }), status.PERMISSION_DENIED, /may not read search/],
    [() => auditor.getBalance({ player, account: house }), status.INVALID_ARGUMENT, /^account\.kind /],
    [() => auditor.getBalance({ operator_of: 0, account: cash }), status.INVALID_ARGUMENT, /^account\.kind /],
    [() => auditor.getBalance({ player, account: { ...cash, owner: uuid(0) } }), status.INVALID_ARGUMENT, /^account\.owner /],
    [() => auditor.getBalance({ player }), status.INVALID_ARGUMENT, /^account is not given/],
    [() => auditor.getBalance({ account: cash }), status.INVALID_ARGUMENT, /^player /],
    [() => auditor.getBalance({ player, account: cash, at: { block: "999999999" } }), status.FAILED_PRECONDITION, /the chain here ends/],
    [() => auditor.getBalance({ player: uuid(9), account: cash }), status.NOT_FOUND, /partition 9/],
    [() => auditor.getStatement({ player, account: cash, limit: 501 }), status.INVALID_ARGUMENT, /^limit /],
    [() => auditor.getStatement({ player, account: cash, cursor: next, newest_first: true }), status.INVALID_ARGUMENT, /^cursor /],
    [() => auditor.getStatement({ player, account: cash, cursor: "nonsense" }), status.INVALID_ARGUMENT, /^cursor /],
    [() => auditor.getStatement({ player, account: cash, from: { block: "3" }, to: { block: "2" } }), status.INVALID_ARGUMENT, /^from is later/],
    [() => auditor.searchEntries({ partition: 0, from: { block: "-1" } }), status.INVALID_ARGUMENT, /^from\.block is negative/],
    [() => auditor.findReference({ partition: 0 }), status.INVALID_ARGUMENT, /^reference is not given/],
    [() => auditor.getEntry({ player, id: uuid() }), status.NOT_FOUND, /no command with this id/],
  ]) {
    const error = await refused(call());
    assert.equal(error.code, code, error.message);
    assert.match(error.details, detail);
  }
  [backoffice, payments, auditor].forEach((api) => api.close());
}

// Prints what one client does that waits for each command before it sends the next.
async function oneAtATime() {
  const api = connect("backoffice");
  const player = uuid(0);
  await api.submit({ command: openPlayer(player) });
  for (let i = 0; i < 500; i++) await api.submit({ command: gift(player, 1) });
  const times = [];
  const end = performance.now() + Number(process.env.SECONDS ?? 5) * 1000;
  while (performance.now() < end) {
    const started = performance.now();
    await api.submit({ command: gift(player, 1) });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(3);
  const total = times.reduce((sum, one) => sum + one, 0);
  console.log(`${(times.length / total * 1000).toFixed(0)} commands/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  api.close();
}

await scenarios[process.argv[2]]();
