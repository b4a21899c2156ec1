// Commands are seen through whatever happens to the connection: once each, under one id.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import { PlayerApi, type Session } from "../src/api.js";
import { MemoryJournal, StorageJournal } from "../src/journal.js";
import { SessionKeeper } from "../src/keeper.js";
import type { PlayState } from "../src/play.js";
import { PlayerClient } from "../src/player.js";
import { OutcomeUnknownError, RefusedError, Status } from "../src/status.js";
import { openNodeSocket, ScriptedServer } from "./server.js";

const bet = {
  game: "dice",
  rulesHash: "00".repeat(32),
  chain: "0197a2b4-c6d8-7fff-bfff-ffffffffffff",
  nonce: 0n,
  asset: 978,
  stake: 10_000n,
  choice: "001388",
};

let session: Session;
let refreshes: string[];
let server: ScriptedServer;
let keeper: SessionKeeper;
let journal: MemoryJournal;
let states: PlayState["kind"][];
let client: PlayerClient;
let ended: number;

beforeEach(async () => {
  vi.stubGlobal("WebSocket", NodeSocket);
  session = fresh(0);
  refreshes = [];
  ended = 0;
  server = await new ScriptedServer(() => session).listen();
  const api = new PlayerApi("https://localhost", (async (_: string, init: RequestInit) => {
    const { refreshToken } = JSON.parse(init.body as string) as { refreshToken: string };
    refreshes.push(refreshToken);
    if (refreshToken !== session.refreshToken) {
      return new Response(JSON.stringify({ status: Status.SessionRevoked, message: "The session has ended." }), { status: 401 });
    }
    session = fresh(refreshes.length);
    return Response.json(session);
  }) as unknown as typeof fetch);
  keeper = new SessionKeeper(api, session, (changed) => (ended += changed === null ? 1 : 0));
  journal = new MemoryJournal();
  states = [];
  client = newClient();
});

afterEach(() => {
  client.stop();
  server.close();
  vi.unstubAllGlobals();
});

function fresh(count: number): Session {
  return {
    player: bet.chain,
    session: bet.chain,
    sessionKey: Buffer.alloc(32, 7).toString("base64url"),
    accessToken: `access ${count}`,
    accessTokenExpiresUnixMs: Date.now() + 300_000,
    refreshToken: `refresh ${count}`,
  };
}

function newClient(): PlayerClient {
  return new PlayerClient(
    server.url,
    keeper,
    { stateChanged: (state) => void states.push(state.kind) },
    { journal, openSocket: openNodeSocket, jitter: () => 0 },
  );
}

function settle(id: string, more: object = {}): object {
  return { round: { id, game: "dice", stake: "10000", payout: "19800", cashAfter: "29800", block: "5", ...more } };
}

test("a bet is answered with the stored result, and leaves the journal", async () => {
  server.answer = (asked) => {
    expect(journal.kept()).toHaveLength(1);
    asked.connection.say(settle(asked.id), asked.sequence);
  };
  client.start();
  const round = await client.bet(bet);
  expect(round.payout).toBe(19_800n);
  expect(journal.kept()).toEqual([]);
});

test("a bet whose answer was lost is sent again under the same id over the next connection", async () => {
  server.answer = (asked) => {
    if (asked.connection.number < 3) {
      asked.connection.cut();
    } else {
      asked.connection.say(settle(asked.id), asked.sequence);
    }
  };
  client.start();
  expect((await client.bet(bet)).cashAfter).toBe(29_800n);
  expect(server.asked).toHaveLength(4);
  expect(new Set(server.asked.map((asked) => asked.id)).size).toBe(1);
  expect(states).toContain("waiting");
});

test.each(["Unavailable", "Busy", "RateLimited", "TooManyInFlight"] as const)("after %s the same id is sent again", async (name) => {
  server.answer = (asked) => {
    const isFirst = server.asked.length === 1;
    asked.connection.say(isFirst ? { refusal: { status: Status[name], retryAfterMs: 1 } } : settle(asked.id), asked.sequence);
  };
  client.start();
  await client.bet(bet);
  expect(server.asked.map((asked) => asked.id)).toEqual([server.asked[0]!.id, server.asked[0]!.id]);
});

test("a busy platform is asked again after the time it said, and not before", async () => {
  const at: number[] = [];
  server.answer = (asked) => {
    at.push(performance.now());
    asked.connection.say(at.length === 1 ? { refusal: { status: Status.Busy, retryAfterMs: 400 } } : settle(asked.id), asked.sequence);
  };
  client.start();
  await client.bet(bet);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(395);
});

test("when a gateway goes away the bet is asked for at the next one, under the same id", async () => {
  const second = await new ScriptedServer(() => session).listen();
  try {
    server.answer = (asked) => asked.connection.goAway();
    second.answer = (asked) => asked.connection.say(settle(asked.id), asked.sequence);
    const roaming = new PlayerClient([server.url, second.url], keeper, {}, { journal, openSocket: openNodeSocket, jitter: () => 0 });
    roaming.start();
    expect((await roaming.bet(bet)).cashAfter).toBe(29_800n);
    expect(second.asked.map((asked) => asked.id)).toEqual(server.asked.map((asked) => asked.id));
    roaming.stop();
  } finally {
    second.close();
  }
});

test("a stored refusal is final, and tells its detail", async () => {
  server.answer = (asked) => asked.connection.say(settle(asked.id, { status: Status.NonceOld, detail: "4" }), asked.sequence);
  client.start();
  const refusal = await client.bet(bet).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect(refusal).toMatchObject({ status: Status.NonceOld, detail: 4n });
  expect(journal.kept()).toEqual([]);
  expect(server.asked).toHaveLength(1);
});

test("a refusal at the edge speaks the server's sentence", async () => {
  server.answer = (asked) =>
    asked.connection.say({ refusal: { status: Status.StakeStep, message: "Another stake, please." } }, asked.sequence);
  client.start();
  await expect(client.bet(bet)).rejects.toThrow("Another stake, please.");
});

test("no more commands are in flight than the server takes, and they go in order", async () => {
  const held: (() => void)[] = [];
  server.answer = (asked) => held.push(() => asked.connection.say(settle(asked.id), asked.sequence));
  client.start();
  const bets = [0n, 1n, 2n].map((nonce) => client.bet({ ...bet, nonce }));
  await vi.waitUntil(() => held.length === 2);
  held.shift()!();
  await bets[0];
  await vi.waitUntil(() => held.length === 2);
  held.forEach((answer) => answer());
  await Promise.all(bets);
  expect(server.asked.map((asked) => asked.sequence)).toEqual(["0", "1", "2"]);
});

test("answers may come in any order", async () => {
  const held: (() => void)[] = [];
  server.answer = (asked) => held.push(() => asked.connection.say(settle(asked.id, { nonce: asked.sequence }), asked.sequence));
  client.start();
  const bets = [client.bet(bet), client.bet({ ...bet, nonce: 1n })];
  await vi.waitUntil(() => held.length === 2);
  held.reverse().forEach((answer) => answer());
  expect((await Promise.all(bets)).map((round) => round.nonce)).toEqual([0n, 1n]);
});

test("a forged frame ends the connection, and the bet is asked for again", async () => {
  server.answer = (asked) => {
    if (asked.connection.number === 0) {
      asked.connection.raw(`7.${JSON.stringify({ replyTo: asked.sequence, ...settle(asked.id, { payout: "99" }) })}`);
    } else {
      asked.connection.say(settle(asked.id), asked.sequence);
    }
  };
  client.start();
  expect((await client.bet(bet)).payout).toBe(19_800n);
  expect(server.asked).toHaveLength(2);
});

test("a token that has run out is exchanged once, and the connection opens", async () => {
  server.refuseToken = (token) => (token === "access 0" ? Status.TokenExpired : 0);
  server.answer = (asked) => asked.connection.say(settle(asked.id), asked.sequence);
  client.start();
  await client.bet(bet);
  expect(refreshes).toEqual(["refresh 0"]);
  expect(server.tokens).toEqual(["access 0", "access 1"]);
});

test("a session that was ended asks for a sign-in, and does not go on trying", async () => {
  server.refuseToken = () => Status.SessionRevoked;
  const placed = client.bet(bet);
  client.start();
  await expect(placed).rejects.toThrow(OutcomeUnknownError);
  expect(client.current.kind).toBe("ended");
  expect(journal.kept()).toHaveLength(1);
  expect(server.tokens).toHaveLength(1);
  expect(refreshes).toEqual([]);
});

test("two that want a fresh token at once exchange the refresh token once", async () => {
  await Promise.all([keeper.renew(), keeper.renew()]);
  expect(refreshes).toEqual(["refresh 0"]);
  session = { ...session, refreshToken: "another" };
  await expect(keeper.renew()).rejects.toThrow("The session has ended.");
  expect(ended).toBe(1);
});

test("a page that was loaded anew asks for the answers of the one before", async () => {
  const storage = new Map<string, string>();
  const web = {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
    removeItem: (key: string) => void storage.delete(key),
  };
  const options = () => ({ journal: new StorageJournal(web, "commands"), openSocket: openNodeSocket, jitter: () => 0 });
  const before = new PlayerClient(server.url, keeper, {}, options());
  before.start();
  void before.bet(bet).catch(() => {});
  await vi.waitUntil(() => server.asked.length === 1);
  before.stop();

  server.answer = (asked) => asked.connection.say(settle(asked.id), asked.sequence);
  const after = new PlayerClient(server.url, keeper, {}, options());
  const resumed = after.resume();
  after.start();
  expect(resumed).toHaveLength(1);
  expect(await resumed[0]!.answer).toMatchObject({ kind: "round", payout: 19_800n });
  expect(server.asked[1]!.id).toBe(server.asked[0]!.id);
  expect(storage.size).toBe(0);
  after.stop();
});
