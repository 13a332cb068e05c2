import type { Server } from "../api/resources";

/** The public key of a server, as it tells it: what is sealed to it only that server opens. */
export interface SealKey {
  kty: string;
  crv: string;
  x: string;
  y: string;
}

const ENCRYPTION = "A256GCM";
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const KEY_BITS = 256;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PASSWORD_BYTES = 24;

/** Browsers have no cryptography for pages that came over plain HTTP, but for those of their own machine. */
export function canSeal(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

export function sealKeyOf(server: Pick<Server, "seal_key">): SealKey | undefined {
  return (server.seal_key as SealKey | null | undefined) ?? undefined;
}

/** A compact JWE (RFC 7516) by ECDH-ES directly and A256GCM, with a key that exists for this one text only. */
export async function seal(text: string, to: SealKey): Promise<string> {
  const { kty, crv, x, y } = to;
  const other = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const epk = await crypto.subtle.exportKey("jwk", own.publicKey);
  const header = base64Url(utf8(JSON.stringify({ alg: "ECDH-ES", enc: ENCRYPTION, epk: { kty: epk.kty, crv: epk.crv, x: epk.x, y: epk.y } })));
  const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own.privateKey, KEY_BITS);
  const key = await crypto.subtle.importKey("raw", await contentKey(new Uint8Array(agreed)), "AES-GCM", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(header) }, key, utf8(text)));
  const tag = sealed.length - TAG_BYTES;
  return [header, "", base64Url(iv), base64Url(sealed.subarray(0, tag)), base64Url(sealed.subarray(tag))].join(".");
}

/** Nobody has to remember it: whoever restores without the panel copies it. */
export function newPassword(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)));
}

// Concat KDF of RFC 7518, section 4.6.2: one round over SHA-256, no parties.
async function contentKey(agreed: Uint8Array): Promise<ArrayBuffer> {
  const algorithm = utf8(ENCRYPTION);
  return crypto.subtle.digest("SHA-256", joined(number(1), agreed, number(algorithm.length), algorithm, number(0), number(0), number(KEY_BITS)));
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
