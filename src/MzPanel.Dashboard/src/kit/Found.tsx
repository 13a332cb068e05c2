import type { ReactNode } from "react";
import { ApiError } from "../api/apiError";
import { LinkButton } from "./Button";
import { Empty } from "./Panel";
import { Problem } from "./Problem";
import { Wait } from "./Wait";

interface FoundProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** What it is, as in "There is no such …". */
  name: string;
  /** Where others are. */
  others: readonly [href: string, text: string];
  children: (data: T) => ReactNode;
}

/** A page about one thing, or about its not being there. */
export function Found<T>({ query: { data, error, refetch }, name, others, children }: FoundProps<T>) {
  if (data !== undefined) return children(data);
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <div className="page">
      {isGone ? (
        <Empty whole title={`There is no such ${name}`} action={<LinkButton href={others[0]}>{others[1]}</LinkButton>}>
          It was deleted, or it is not in your scope.
        </Empty>
      ) : error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : (
        <Wait />
      )}
    </div>
  );
}
