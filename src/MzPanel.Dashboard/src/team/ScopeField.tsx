import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { Choices } from "../kit/Choices";
import { SelectField } from "../kit/Field";
import { readAllServers } from "../fleet/useFleet";
import { SiteChoices } from "./SiteChoices";

export type Scope = Schemas["MemberScope"];

interface ScopeFieldProps {
  role: string;
  scope: Scope;
  onChange: (scope: Scope) => void;
  fault: string | undefined;
}

/** How far somebody's role goes. */
export function ScopeField({ role, scope, onChange, fault }: ScopeFieldProps) {
  return (
    <>
      <SelectField label="Where" fault={fault} value={scope.type} onChange={(e) => onChange(e.target.value === "all" ? { type: "all" } : { type: e.target.value, ids: [] })}>
        <option value="all">The whole workspace</option>
        <option value="servers">Some servers, with what is on them</option>
        <option value="sites">Some sites</option>
      </SelectField>
      {scope.type === "servers" && <ServerChoices ids={scope.ids ?? []} onChange={(ids) => onChange({ type: scope.type, ids })} />}
      {scope.type === "sites" && <SiteChoices ids={scope.ids ?? []} onChange={(ids) => onChange({ type: scope.type, ids })} />}
      {role === "admin" && scope.type !== "all" && <p className="hint">An admin of some servers can add no others.</p>}
    </>
  );
}

function ServerChoices({ ids, onChange }: { ids: readonly string[]; onChange: (ids: string[]) => void }) {
  const { data } = useQuery({ queryKey: ["fleet"], queryFn: readAllServers });
  return <Choices label="servers" choices={data?.map((server) => [server.id, server.name] as const)} ids={ids} onChange={onChange} />;
}

/** "2 servers", "the whole workspace". */
export function scopeText(scope: Scope): string {
  if (scope.type === "all") return "the whole workspace";
  const count = scope.ids?.length ?? 0;
  return `${count} ${count === 1 ? scope.type.replace(/s$/, "") : scope.type}`;
}
