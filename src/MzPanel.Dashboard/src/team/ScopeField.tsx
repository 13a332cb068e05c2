import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../api/client";
import { Choices, type Choice } from "../kit/Choices";
import { SelectField } from "../kit/Field";
import { readAllServers } from "../fleet/useFleet";

export type Scope = Schemas["MemberScope"];

const MOST_SITES = 200;

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
      {scope.type !== "all" && <Chosen key={scope.type} kind={scope.type} ids={scope.ids ?? []} onChange={(ids) => onChange({ type: scope.type, ids })} />}
      {role === "admin" && scope.type !== "all" && <p className="hint">An admin of some servers can add no others.</p>}
    </>
  );
}

function Chosen({ kind, ids, onChange }: { kind: string; ids: readonly string[]; onChange: (ids: string[]) => void }) {
  const { data } = useQuery({ queryKey: ["choices", kind], queryFn: () => (kind === "servers" ? servers() : sites()) });
  return <Choices label={kind} choices={data} ids={ids} onChange={onChange} />;
}

async function servers(): Promise<Choice[]> {
  return (await readAllServers()).map((server) => [server.id, server.name]);
}

async function sites(): Promise<Choice[]> {
  const { data } = await ask(api.GET("/v1/sites", { params: { query: { limit: MOST_SITES } } }));
  return data.map((site) => [site.id, site.domain]);
}

/** "2 servers", "the whole workspace". */
export function scopeText(scope: Scope): string {
  if (scope.type === "all") return "the whole workspace";
  const count = scope.ids?.length ?? 0;
  return `${count} ${count === 1 ? scope.type.replace(/s$/, "") : scope.type}`;
}
