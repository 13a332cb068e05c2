import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readAllServers } from "../fleet/useFleet";
import { canSeal, seal, sealKeyOf } from "./seal";
import { missingOf, newSecrets, textOf, type Secrets } from "./secrets";

export type Sealing = ReturnType<typeof useSealing>;

/** For which servers something is sealed, and what. `sealedFor` have a box, and so a repository whose password stays. */
export function useSealing(type: string, sealedFor: readonly string[] = [], first: readonly string[] = []) {
  const { data: servers } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers, refetchOnMount: "always" });
  const [ids, setIds] = useState<readonly string[]>(first);
  const [typed, setTyped] = useState<Secrets>(() => (canSeal() ? newSecrets() : { isOwn: true, made: "", isKept: false, typed: {} }));
  const [isTried, setTried] = useState(false);
  const mayMake = !ids.some((id) => sealedFor.includes(id));
  const secrets = mayMake ? typed : { ...typed, isOwn: true };
  const missing = missingOf(type, secrets);
  const able = servers?.filter((server) => sealKeyOf(server));
  return {
    able,
    unable: servers?.filter((server) => !sealKeyOf(server)),
    ids,
    setIds,
    mayMake,
    secrets,
    change: (next: Partial<Secrets>) => setTyped({ ...typed, ...next }),
    missing: isTried ? missing : [],
    isNobody: isTried && ids.length === 0,
    check: () => {
      setTried(true);
      return ids.length > 0 && missing.length === 0;
    },
    /** A box for each of the servers. */
    make: async (): Promise<Record<string, string>> => {
      const text = textOf(type, secrets);
      const chosen = able?.filter((server) => ids.includes(server.id)) ?? [];
      return Object.fromEntries(await Promise.all(chosen.map(async (server) => [server.id, await seal(text, sealKeyOf(server)!)] as const)));
    },
  };
}
