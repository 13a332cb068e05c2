import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Command } from "../api/resources";
import { SelectField } from "../kit/Field";
import { mayOrder, mayRun } from "../shell/rights";
import { useAccount } from "../shell/session";
import { commandsQuery } from "./commands";
import { hasOwnRoute } from "./kinds";

/** The kinds that one may ask for by their name. */
export function useOffered(): Command[] | undefined {
  const account = useAccount();
  const { data } = useQuery(commandsQuery());
  return useMemo(() => data?.filter((command) => !hasOwnRoute(command.kind) && mayRun(account, command.capability)), [data, account]);
}

/** Whether one may have many servers go on with a kind. */
export function useMayOrder(kind: string): boolean {
  return mayOrder(useAccount(), kind, useOffered());
}

/** A choice of kinds. */
export function KindField({ commands, value, fault, onChange }: { commands: Command[] | undefined; value: string; fault: string | undefined; onChange: (kind: string) => void }) {
  const chosen = commands?.find((command) => command.kind === value);
  return (
    <SelectField label="What runs" hint={chosen?.description} fault={fault} value={value} onChange={(e) => onChange(e.target.value)}>
      <option value="">Choose …</option>
      {commands?.map((command) => (
        <option key={command.kind}>{command.kind}</option>
      ))}
    </SelectField>
  );
}
