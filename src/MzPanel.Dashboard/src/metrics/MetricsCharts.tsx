import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";
import { Panel } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Wait } from "../kit/Wait";
import { bytes } from "../kit/sizes";
import { useChosen } from "../kit/useChosen";
import { useLive } from "../live/LiveContext";
import type { LiveEvent } from "../live/liveFeed";
import { Chart, type ChartSeries } from "./Chart";
import { columns, type Measure, type Point } from "./points";
import "./metrics.css";

const RANGES = [
  ["1 h", 3_600, 10],
  ["24 h", 86_400, 180],
  ["30 d", 30 * 86_400, 5_400],
] as const;

type Plotted = readonly [measure: Measure, which: "avg" | "max", name: string, color: string];

interface Kind {
  title: string;
  plotted: readonly Plotted[];
  format: (value: number) => string;
  most?: (server: Server) => number | undefined;
  binary?: boolean;
}

const share = (value: number) => `${value.toFixed(value < 10 && value % 1 !== 0 ? 1 : 0)} %`;
const rate = (value: number) => `${bytes(value)}/s`;

const KINDS: readonly Kind[] = [
  { title: "CPU", plotted: [["cpu_pct", "avg", "average", "--bar-ok"], ["cpu_pct", "max", "highest", "--bar-warn"]], format: share, most: () => 100 },
  { title: "Memory", plotted: [["mem_used", "avg", "used", "--bar-ok"]], format: bytes, binary: true, most: (server) => server.metrics?.mem_total },
  { title: "Fullest disk", plotted: [["disk_pct", "avg", "used", "--bar-ok"]], format: share, most: () => 100 },
  { title: "Network", plotted: [["net_rx", "avg", "in", "--bar-ok"], ["net_tx", "avg", "out", "--bar-warn"]], format: rate, binary: true, most: () => 1_024 },
];

/** What was measured, from an hour to as far back as it is kept. */
export function MetricsCharts({ server }: { server: Server }) {
  const [{ span }, choose] = useChosen("span");
  const [name, spanS, stepS] = RANGES.find(([known]) => inAddress(known) === span) ?? RANGES[0];
  const asked = useMetrics(server.id, spanS, stepS);
  return (
    <Panel
      title="History"
      actions={
        <div className="chips small" role="group" aria-label="Time span">
          {RANGES.map((range) => (
            <button key={range[0]} type="button" aria-pressed={range[0] === name} onClick={() => choose({ span: range === RANGES[0] ? "" : inAddress(range[0]) })}>
              {range[0]}
            </button>
          ))}
        </div>
      }
    >
      <Problem error={asked.error} retry={() => void asked.refetch()} />
      {asked.isPending && <Wait lines={6} />}
      {asked.data && (asked.data.points.length > 0 ? <Charts server={server} points={asked.data.points} stepS={asked.data.step_s} spanS={spanS} at={asked.dataUpdatedAt} /> : <p className="muted">Nothing was measured in this time.</p>)}
    </Panel>
  );
}

function inAddress(range: string): string {
  return range.replace(" ", "");
}

function Charts({ server, points, stepS, spanS, at }: { server: Server; points: Point[]; stepS: number; spanS: number; at: number }) {
  const to = at / 1_000;
  return (
    <div className="charts">
      {KINDS.map((kind) => (
        <figure key={kind.title}>
          <figcaption>{kind.title}</figcaption>
          <Plot kind={kind} points={points} stepS={stepS} from={to - spanS} to={to} most={kind.most?.(server)} />
        </figure>
      ))}
    </div>
  );
}

function Plot({ kind, points, stepS, from, to, most }: { kind: Kind; points: Point[]; stepS: number; from: number; to: number; most: number | undefined }) {
  const { times, series } = useMemo(() => {
    const found = columns(points, stepS, kind.plotted.map(([measure, which]) => [measure, which] as const));
    const series: ChartSeries[] = kind.plotted.map(([, , name, color], i) => ({ name, color, values: found.values[i]!, fill: i === 0 }));
    return { times: found.times, series };
  }, [points, stepS, kind]);
  return <Chart times={times} series={series} format={kind.format} most={most} binary={kind.binary} from={from} to={to} label={`${kind.title} over time`} />;
}

/** How soon it is worth reading again. */
const LEAST_S = 25;

/** Read anew when a heartbeat says that a step has passed: the stream is the clock. */
function useMetrics(id: string, spanS: number, stepS: number) {
  const queries = useQueryClient();
  const key = useMemo(() => ["metrics", id, spanS], [id, spanS]);
  const periodMs = Math.max(stepS, LEAST_S) * 1_000;
  const asked = useQuery({
    queryKey: key,
    queryFn: () => {
      const to = new Date();
      const from = new Date(to.getTime() - spanS * 1_000);
      return ask(api.GET("/v1/servers/{id}/metrics", { params: { path: { id }, query: { from: from.toISOString(), to: to.toISOString(), step_s: stepS } } }));
    },
    staleTime: periodMs,
  });
  const readAt = useRef(0);
  readAt.current = asked.dataUpdatedAt;
  const hear = useCallback(
    (event: LiveEvent) => {
      if (event.name === "server" && event.data.id === id && Date.now() - readAt.current > periodMs) void queries.invalidateQueries({ queryKey: key });
    },
    [id, periodMs, queries, key],
  );
  useLive(hear);
  return asked;
}
