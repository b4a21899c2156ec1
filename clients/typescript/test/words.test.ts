import { expect, test } from "vitest";
import { fromBase64, fromHex, toBase64, toBase64Url, toHex } from "../src/bytes.js";
import { commandJson, parseServerFrame, ProtocolError } from "../src/messages.js";
import { displayStep, formatUnits, parseAmount, unitsFromJson, unitsToJson } from "../src/money.js";
import { newUuidV7, uuidFromBytes, uuidToBytes } from "../src/uuid.js";

const euro = { asset: 978, symbol: "EUR", displayExponent: 2, ledgerExponent: 6 };

test("bytes come back from each of their texts", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 0xff);
    expect(fromHex(toHex(bytes))).toEqual(bytes);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    expect(fromBase64(toBase64Url(bytes))).toEqual(bytes);
  }
  expect(() => fromHex("abc")).toThrow(TypeError);
  expect(() => fromHex("zz")).toThrow(TypeError);
  expect(() => fromBase64("a")).toThrow(TypeError);
  expect(() => fromBase64("a!==")).toThrow(TypeError);
});

test("an id is a version 7 UUID with the time in its first 48 bits", () => {
  const id = newUuidV7(0x0197_a2b4_c6d8, new Uint8Array(10).fill(0xff));
  expect(id).toBe("0197a2b4-c6d8-7fff-bfff-ffffffffffff");
  expect(newUuidV7(0, new Uint8Array(10))).toBe("00000000-0000-7000-8000-000000000000");
  expect(newUuidV7(1_767_225_600_000)).toMatch(/^019b76da-a800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidFromBytes(uuidToBytes(id))).toBe(id);
  expect(() => uuidToBytes("0197a2b4c6d87fffbfffffffffffffff")).toThrow(TypeError);
});

test("money is formatted and read without losing a unit", () => {
  expect(formatUnits(euro, 1_980_000n)).toBe("1.98");
  expect(formatUnits(euro, 12_500n)).toBe("0.0125");
  expect(formatUnits(euro, -1n)).toBe("-0.000001");
  expect(formatUnits({ ...euro, displayExponent: 0, ledgerExponent: 0 }, 7n)).toBe("7");
  expect(displayStep(euro)).toBe(10_000n);
  expect(parseAmount(euro, "12")).toBe(12_000_000n);
  expect(parseAmount(euro, " 12,5 ")).toBe(12_500_000n);
  expect(parseAmount(euro, "0.10000")).toBe(100_000n);
  for (const text of ["", ".", "1.", ".5", "-1", "+1", "1e3", "0.001", "1.2.3", "١", "0x1", "1 000", "9".repeat(13)]) {
    expect(parseAmount(euro, text), text).toBeNull();
  }
});

test("an amount in JSON is a whole number below 2^53, or an error", () => {
  expect(unitsFromJson(10_000)).toBe(10_000n);
  for (const value of [1.5, 2 ** 53, Number.NaN, "1", null, undefined]) {
    expect(() => unitsFromJson(value)).toThrow(TypeError);
  }
  expect(() => unitsToJson(2n ** 53n)).toThrow(RangeError);
});

test("a bet is written with strings for 64-bit integers and base64 for bytes", () => {
  const json = commandJson({
    kind: "bet",
    id: "0197a2b4-c6d8-7fff-bfff-ffffffffffff",
    game: "dice",
    rulesHash: "00ff",
    chain: "00000000-0000-7000-8000-000000000000",
    nonce: "9007199254740993",
    asset: 978,
    stake: "1000000",
    choice: "001388",
  });
  expect(JSON.parse(json)).toEqual({
    bet: {
      id: "AZeitMbYf/+//////////w==",
      game: "dice",
      rulesHash: "AP8=",
      chain: "AAAAAAAAcACAAAAAAAAAAA==",
      nonce: "9007199254740993",
      asset: 978,
      stake: "1000000",
      choice: "ABOI",
    },
  });
});

test("absent fields have their defaults, 64-bit integers keep every digit", () => {
  const { replyTo, message } = parseServerFrame(
    '{"replyTo":"18446744073709551615","round":{"id":"AZeitMbYf/+//////////w==","game":"dice","cashAfter":"9223372036854775807"}}',
  );
  expect(replyTo).toBe(18_446_744_073_709_551_615n);
  expect(message).toMatchObject({ kind: "round", status: 0, payout: 0n, cashAfter: 9_223_372_036_854_775_807n, entry: 0 });
});

test("a message that this version does not know is news, and a frame that is none is an error", () => {
  expect(parseServerFrame('{"jackpot":{"pot":"1"}}')).toEqual({ replyTo: null, message: { kind: "unknown" } });
  for (const frame of ["", "[]", "7", "null", '{"round":7}', '{"round":{"id":"AAAA"}}', '{"balance":{"cash":1.5}}']) {
    expect(() => parseServerFrame(frame), frame).toThrow(ProtocolError);
  }
});
