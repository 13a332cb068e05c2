import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { Plus, Search, Server as ServerIcon } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "wouter";
import type { ServerStatus } from "../api/resources";
import { Button, LinkButton } from "../kit/Button";
import { Empty, PageHead } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Wait } from "../kit/Wait";
import { useMay } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import type { FleetFilter, FleetStore } from "./fleetStore";
import { ServerRow } from "./ServerRow";
import { useFleet } from "./useFleet";
import "./fleet.css";

const STATUSES: readonly (readonly [ServerStatus | "", string])[] = [
  ["", "All"],
  ["online", "Online"],
  ["offline", "Offline"],
  ["pending", "Not connected"],
];

export default function FleetPage() {
  useTitle("Fleet");
  const { store, isReady, error, retry } = useFleet();
  const mayAdd = useMay("add_servers");
  const add = mayAdd && (
    <LinkButton look="primary" href="/servers/new" icon={<Plus />}>
      Add server
    </LinkButton>
  );
  return (
    <div className="page fleet">
      <PageHead title="Fleet" actions={store.size > 0 && add} />
      <Problem error={error} retry={() => void retry()} />
      {!isReady && !error && <Wait lines={8} />}
      {isReady && store.size === 0 && (
        <div className="panel">
          <Empty icon={<ServerIcon />} title="No servers yet" action={add}>
            {mayAdd ? "Add your first VPS: one line to paste, and it shows up here by itself." : "No server is in your scope. Ask the owner of the workspace for one."}
          </Empty>
        </div>
      )}
      {isReady && store.size > 0 && <FleetList store={store} version={store.listVersion()} />}
    </div>
  );
}

function FleetList({ store, version }: { store: FleetStore; version: number }) {
  const [filter, setFilter] = useFilter();
  const ids = useMemo(() => store.select(filter), [store, filter, version]);
  const counts = useMemo(() => store.counts(), [store, version]);
  const tags = useMemo(() => store.tags(), [store, version]);
  return (
    <>
      <div className="fleet-filter" role="search">
        <label className="search">
          <Search aria-hidden />
          <input
            type="search"
            placeholder="Search name, host or tag"
            aria-label="Search servers"
            value={filter.text}
            onChange={(e) => setFilter({ ...filter, text: e.target.value })}
          />
        </label>
        <div className="chips" role="group" aria-label="Status">
          {STATUSES.map(([status, word]) => (
            <button key={status} type="button" aria-pressed={filter.status === status} onClick={() => setFilter({ ...filter, status })}>
              {word} <span className="number">{status ? counts[status] : store.size}</span>
            </button>
          ))}
        </div>
        {tags.length > 0 && (
          <select className="input tag-filter" aria-label="Tag" value={filter.tag} onChange={(e) => setFilter({ ...filter, tag: e.target.value })}>
            <option value="">Any tag</option>
            {tags.map((tag) => (
              <option key={tag}>{tag}</option>
            ))}
          </select>
        )}
      </div>
      <div className="panel">
        {ids.length > 0 ? (
          <Rows store={store} ids={ids} />
        ) : (
          <Empty title="No server fits" action={<Button onClick={() => setFilter({ text: "", status: "", tag: "" })}>Show all</Button>}>
            None has what you search for.
          </Empty>
        )}
      </div>
    </>
  );
}

const ROW = 60;
const ROW_ON_PHONE = 92;

function Rows({ store, ids }: { store: FleetStore; ids: string[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const isPhone = useIsPhone();
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({ count: ids.length, estimateSize: () => (isPhone ? ROW_ON_PHONE : ROW), overscan: 8, scrollMargin: margin, getItemKey: (i) => ids[i]! });
  useEffect(() => rows.measure(), [isPhone, rows]);
  return (
    <>
      <div className="server-head" aria-hidden>
        <span />
        <span>Server</span>
        <span>Tags</span>
        <span>CPU</span>
        <span>Memory</span>
        <span>Disk</span>
        <span>CPU lately</span>
        <span>Jobs</span>
        <span>Seen</span>
      </div>
      <div ref={list} className="server-rows" role="list" aria-label="Servers" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="listitem"
            aria-setsize={ids.length}
            aria-posinset={row.index + 1}
            style={{ height: row.size, transform: `translateY(${row.start - margin}px)` }}
          >
            <ServerRow store={store} id={ids[row.index]!} />
          </div>
        ))}
      </div>
    </>
  );
}

function useIsPhone(): boolean {
  const [isPhone, setPhone] = useState(() => matchMedia("(max-width: 720px)").matches);
  useEffect(() => {
    const query = matchMedia("(max-width: 720px)");
    const turn = () => setPhone(query.matches);
    query.addEventListener("change", turn);
    return () => query.removeEventListener("change", turn);
  }, []);
  return isPhone;
}

// The filter stands in the address, so that it survives going back and can be sent to somebody.
function useFilter(): [FleetFilter, (filter: FleetFilter) => void] {
  const [params, setParams] = useSearchParams();
  const text = params.get("q") ?? "";
  const status = (STATUSES.find(([known]) => known === params.get("status"))?.[0] ?? "") as FleetFilter["status"];
  const tag = params.get("tag") ?? "";
  const filter = useMemo(() => ({ text, status, tag }), [text, status, tag]);
  const set = (next: FleetFilter) => {
    const kept = Object.entries({ q: next.text, status: next.status, tag: next.tag }).filter(([, value]) => value);
    setParams(new URLSearchParams(kept), { replace: true });
  };
  return [filter, set];
}
