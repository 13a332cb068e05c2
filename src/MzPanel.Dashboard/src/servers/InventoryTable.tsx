import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { ApiError } from "../api/apiError";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { useChosen } from "../kit/useChosen";

const SHOWN = 200;

interface Column<T> {
  name: string;
  show: (row: T) => ReactNode;
  numeric?: boolean;
}

interface InventoryProps<T> {
  server: Server;
  kind: "sites" | "services" | "packages" | "disks" | "databases" | "cron" | "firewall";
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  /** What a search looks at; without it there is no search. */
  text?: (row: T) => string;
  /** A choice of rows that one often wants, by name. */
  choices?: Readonly<Record<string, (row: T) => boolean>>;
  empty: ReactNode;
  above?: ReactNode;
}

/** What is on the VPS, asked of its agent now: the control plane keeps no copy. */
export function InventoryTable<T>({ server, kind, columns, keyOf, text, choices = {}, empty, above }: InventoryProps<T>) {
  const [{ q: sought, show: choice }, choose] = useChosen("q", "show");
  const [limit, setLimit] = useState(SHOWN);
  const asked = useQuery({
    queryKey: ["inventory", server.id, kind],
    queryFn: () => ask(api.GET("/v1/servers/{id}/inventory/{kind}", { params: { path: { id: server.id, kind } } })),
    enabled: server.status === "online",
    retry: false,
    staleTime: 30_000,
  });
  const all = asked.data?.data as T[] | undefined;
  const rows = useMemo(() => {
    const words = sought.trim().toLowerCase();
    const chosen = choices[choice];
    return all?.filter((row) => (!chosen || chosen(row)) && (!words || !text || text(row).toLowerCase().includes(words)));
  }, [all, sought, choice, choices, text]);
  if (server.status !== "online" && !all)
    return (
      <div className="panel">
        <Empty title={server.status === "offline" ? "The server is offline" : "The server is not connected yet"}>This is asked of its agent, and shown here when it is back.</Empty>
      </div>
    );
  const isOffline = asked.error instanceof ApiError && asked.error.code === "server_offline";
  return (
    <div className="stack">
      {asked.error && <Problem error={isOffline ? new Error("The server went offline before it could answer.") : asked.error} retry={() => void asked.refetch()} />}
      {asked.isPending && <Wait lines={8} />}
      {rows && all && (
        <>
          <div className="row between wrap">
            <div className="row wrap">
              {text && all.length > 10 && <input className="input search-input" type="search" placeholder={`Search ${kind}`} aria-label={`Search ${kind}`} value={sought} onChange={(e) => choose({ q: e.target.value })} />}
              {Object.keys(choices).length > 0 && (
                <select className="input fit" aria-label="Show" value={choice} onChange={(e) => choose({ show: e.target.value })}>
                  <option value="">All ({all.length})</option>
                  {Object.entries(choices).map(([name, fits]) => (
                    <option key={name} value={name}>
                      {name} ({all.filter(fits).length})
                    </option>
                  ))}
                </select>
              )}
              {above}
            </div>
            <div className="row muted">
              As of <Time at={asked.data!.at} />
              <Button small icon={<RefreshCw />} busy={asked.isFetching} onClick={() => void asked.refetch()}>
                Ask again
              </Button>
            </div>
          </div>
          {asked.data?.notes?.map((note) => (
            <p key={note} className="muted">
              {note}
            </p>
          ))}
          <div className="panel">
            {rows.length === 0 ? (
              all.length === 0 ? empty : <Empty title="Nothing fits" action={<Button onClick={() => choose({ q: "", show: "" })}>Show all</Button>}>None is what you look for.</Empty>
            ) : (
              <div className="table-scroll" tabIndex={0} role="region" aria-label={kind}>
                <table className="table">
                  <thead>
                    <tr>
                      {columns.map((column) => (
                        <th key={column.name} className={column.numeric ? "numeric" : undefined}>
                          {column.name}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.slice(0, limit).map((row) => (
                      <tr key={keyOf(row)}>
                        {columns.map((column) => (
                          <td key={column.name} className={column.numeric ? "numeric" : undefined}>
                            {column.show(row)}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {rows.length > limit && (
              <div className="table-more">
                <Button onClick={() => setLimit(limit + 1_000)}>
                  Show more ({rows.length - limit} left)
                </Button>
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}
