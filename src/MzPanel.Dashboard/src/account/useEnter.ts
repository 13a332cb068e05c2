import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useLocation } from "wouter";
import type { Account } from "../api/resources";

/** Goes in with the account that a door answered. */
export function useEnter(): (account: Account, to?: string) => void {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useCallback(
    (account, to = "/") => {
      queries.clear();
      queries.setQueryData(["account"], account);
      navigate(to, { replace: true });
    },
    [queries, navigate],
  );
}
