import createClient, { type Middleware } from "openapi-fetch";
import { ApiError } from "./apiError";
import type { components, paths } from "./schema";
import { steadyFetch } from "./steadyFetch";

export type Schemas = components["schemas"];

const keys: Middleware = {
  onRequest({ request }) {
    if (request.method === "POST") request.headers.set("Idempotency-Key", crypto.randomUUID());
    return request;
  },
};

/** The public API, from our own origin. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => steadyFetch(request) });
api.use(keys);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or an {@link ApiError}. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw ApiError.unreachable();
  }
  if (!answer.response.ok) throw ApiError.of(answer.response, answer.error);
  return answer.data as T;
}
