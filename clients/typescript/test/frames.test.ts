// The byte-level example of docs/protocol.md, and what a reader refuses.

import { expect, test } from "vitest";
import { type Bytes, fromHex } from "../src/bytes.js";
import { type ConnectionKeys, deriveConnectionKeys, FrameReader, FrameWriter } from "../src/frames.js";

const range = (from: number): Bytes => Uint8Array.from({ length: 32 }, (_, index) => from + index);
const keys = (): Promise<ConnectionKeys> => deriveConnectionKeys(range(0x00), range(0x40), range(0x80));

async function importKey(hex: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromHex(hex), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

const ping = 'hndBT2twR4OVZNjOiNM_SA.0.{"ping":{"token":"7"}}';
const pong = 'YSfEVvPkwBHUW1uA0K0EEQ.1.{"replyTo":"0","pong":{"token":"7","serverUnixMs":"1767225600000"}}';

test("the client's frame 0 is the example's, under the derived and under the published key", async () => {
  const published = await importKey("b3b7d28218520920af42bfd47130e181c50c4a23f091e8fd0536890b5faf7246");
  for (const key of [(await keys()).client, published]) {
    const { sequence, frame } = new FrameWriter(key).protect('{"ping":{"token":"7"}}');
    expect(sequence).toBe(0n);
    expect(await frame).toBe(ping);
  }
});

test("the server's frame 1 opens after its frame 0", async () => {
  const { server } = await keys();
  const reader = new FrameReader(server);
  await reader.open(await new FrameWriter(server).protect("{}").frame);
  expect(await reader.open(pong)).toBe('{"replyTo":"0","pong":{"token":"7","serverUnixMs":"1767225600000"}}');
});

test("a replayed, reordered, forged, foreign or truncated frame is refused, and the number does not advance", async () => {
  const { server, client } = await keys();
  const writer = new FrameWriter(server);
  const first = await writer.protect('{"a":0}').frame;
  const second = await writer.protect('{"a":1}').frame;
  const foreign = await new FrameWriter(client).protect('{"a":0}').frame;
  const reader = new FrameReader(server);

  await expect(reader.open(second)).rejects.toThrow("frame 0 was expected");
  await expect(reader.open(foreign)).rejects.toThrow("MAC is wrong");
  await expect(reader.open(first.replace('"a":0', '"a":2'))).rejects.toThrow("MAC is wrong");
  await expect(reader.open(first.slice(0, -1))).rejects.toThrow("MAC is wrong");
  await expect(reader.open('{"a":0}')).rejects.toThrow("no MAC");
  expect(await reader.open(first)).toBe('{"a":0}');
  await expect(reader.open(first)).rejects.toThrow("frame 1 was expected");
  expect(await reader.open(second)).toBe('{"a":1}');
});

test("a MAC has one spelling: unused bits that are set are refused", async () => {
  const { server } = await keys();
  const frame = await new FrameWriter(server).protect("{}").frame;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const other = alphabet[alphabet.indexOf(frame[21]!) + 1]!;
  await expect(new FrameReader(server).open(frame.slice(0, 21) + other + frame.slice(22))).rejects.toThrow("MAC is wrong");
});
