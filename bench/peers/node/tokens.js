import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits; only their hash is kept. */
export const newToken = (prefix) => prefix + randomBytes(32).toString('base64url');

export const hash = (token) => createHash('sha256').update(token).digest();

export const bearer = (headers) => {
  const header = headers.authorization;
  return header?.startsWith('Bearer ') ? header.slice(7).trim() : null;
};
