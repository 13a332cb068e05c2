/// <reference types="node" />
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { newPassword, seal, type SealKey } from "./seal";

// Alice and Bob of RFC 7518, appendix C.
const alice = { kty: "EC", crv: "P-256", x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps" };
const bob = {
  ...{ kty: "EC", crv: "P-256", x: "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", y: "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck" },
  d: "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
};

/** Opens by Node's own cryptography, as far as the RFC says how. */
function derive(own: KeyObject, other: JsonWebKey, algorithm: string, partyU: string, partyV: string, bits: number): Buffer {
  const agreed = diffieHellman({ privateKey: own, publicKey: createPublicKey({ key: other, format: "jwk" }) });
  const number = (value: number) => Buffer.from([0, 0, value >> 8, value & 255]);
  const text = (value: string) => Buffer.concat([number(value.length), Buffer.from(value)]);
  return createHash("sha256").update(Buffer.concat([number(1), agreed, text(algorithm), text(partyU), text(partyV), number(bits)])).digest().subarray(0, bits / 8);
}

function open(jwe: string, own: KeyObject): string {
  const [header, key, iv, sealed, tag] = jwe.split(".") as [string, string, string, string, string];
  const head = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: string; enc: string; epk: JsonWebKey };
  expect([head.alg, head.enc, key]).toEqual(["ECDH-ES", "A256GCM", ""]);
  expect(Object.keys(head.epk).sort()).toEqual(["crv", "kty", "x", "y"]);
  const cipher = createDecipheriv("aes-256-gcm", derive(own, head.epk, head.enc, "", "", 256), Buffer.from(iv, "base64url"));
  cipher.setAAD(Buffer.from(header)).setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([cipher.update(Buffer.from(sealed, "base64url")), cipher.final()]).toString();
}

test("what opens here opens the example of the RFC", () => {
  expect(derive(createPrivateKey({ key: bob, format: "jwk" }), alice, "A128GCM", "Alice", "Bob", 128).toString("base64url")).toBe("VqqN6vgjbSBcIijNcacQGg");
});

test("what is sealed to a key is opened by its private part, and by no other", async () => {
  const text = JSON.stringify({ password: "pässwörd ✓", private_key: "-----BEGIN\n".repeat(300) });
  const jwe = await seal(text, bob);
  expect(open(jwe, createPrivateKey({ key: bob, format: "jwk" }))).toBe(text);
  expect(() => open(jwe, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)).toThrow();
});

test("nothing of a box is used twice", async () => {
  const boxes = await Promise.all([1, 2].map(async () => (await seal("same", bob)).split(".")));
  for (const part of [0, 2, 3, 4]) expect(boxes[0]![part]).not.toBe(boxes[1]![part]);
});

test("nothing is sealed to what is no key on the curve", async () => {
  await expect(seal("text", { ...bob, y: bob.x } satisfies SealKey)).rejects.toThrow();
});

test("a password is long, and another one each time", () => {
  expect(newPassword()).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(newPassword()).not.toBe(newPassword());
});
