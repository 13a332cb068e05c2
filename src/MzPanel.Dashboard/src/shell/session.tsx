import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, useCallback, useContext, useEffect, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { ApiError } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Account } from "../api/resources";
import { Problem } from "../kit/Problem";
import { Wait } from "../kit/Wait";
import { LiveProvider } from "../live/LiveContext";
import { may, type Right } from "./rights";

const EnrolFirst = lazy(() => import("../account/EnrolFirst"));
const Session = createContext<Account | null>(null);

export function accountQuery() {
  return { queryKey: ["account"], queryFn: () => ask(api.GET("/v1/account")) };
}

/** Who is signed in. */
export function useAccount(): Account {
  const account = useContext(Session);
  if (!account) throw new Error("Nobody is signed in here.");
  return account;
}

export function useMay(right: Right): boolean {
  return may(useAccount(), right);
}

/** Shows what is below to those who are signed in, and leads others to where they can sign in. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data: account, error, refetch } = useQuery(accountQuery());
  const queries = useQueryClient();
  const [location, navigate] = useLocation();
  const [mustEnrol, setMustEnrol] = useState(false);
  const isStranger = error instanceof ApiError && error.status === 401;
  const leave = useCallback(() => {
    queries.clear();
    navigate(signInAddress(location), { replace: true });
  }, [queries, navigate, location]);
  useEffect(() => {
    if (isStranger) leave();
  }, [isStranger, leave]);
  const refuse = useCallback((code: string) => (code === "unauthenticated" ? leave() : code === "mfa_required" && setMustEnrol(true)), [leave]);
  useEffect(() => onRefusal(queries, refuse), [queries, refuse]);
  if (account) {
    const enrolled = () => {
      setMustEnrol(false);
      void queries.invalidateQueries();
    };
    return (
      <Session value={account}>
        {mustEnrol ? (
          <EnrolFirst onDone={enrolled} />
        ) : (
          <LiveProvider account={account} onRefused={refuse}>
            {children}
          </LiveProvider>
        )}
      </Session>
    );
  }
  return (
    <div className="page narrow">
      {error && !isStranger ? <Problem error={error} retry={() => void refetch()} /> : <Wait />}
    </div>
  );
}

// A session that ended elsewhere shows itself at whatever is asked next, and so does a factor that is wanted now.
function onRefusal(queries: ReturnType<typeof useQueryClient>, refuse: (code: string) => void): () => void {
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "error") return;
    const error = event.action.error;
    if (error instanceof ApiError) refuse(error.code);
  });
}

function signInAddress(location: string): string {
  const next = location + globalThis.location.search;
  return next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}
