import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onTheme } from "../shell/theme";

export interface ChartSeries {
  name: string;
  values: (number | null)[];
  /** A custom property that names its colour. */
  color: string;
  fill?: boolean;
}

interface ChartProps {
  /** Unix seconds. */
  times: number[];
  series: ChartSeries[];
  format: (value: number) => string;
  /** Where the scale always reaches to. */
  most?: number;
  /** Steps of the scale are powers of two, as sizes are. */
  binary?: boolean;
  from: number;
  to: number;
  label: string;
}

const HEIGHT = 168;
const POWERS = Array.from({ length: 50 }, (_, i) => 2 ** i);
const sync = uPlot.sync("metrics");

/** A chart on a canvas; the cursor stands at the same moment in all of them. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const plot = useRef<uPlot | null>(null);
  const shape = props.series.map((series) => series.name).join("\0");
  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(box.current!, latest), data(latest.current), box.current!);
    };
    draw();
    const resizing = new ResizeObserver(() => plot.current?.setSize({ width: box.current!.clientWidth, height: HEIGHT }));
    resizing.observe(box.current!);
    // A canvas knows nothing of themes.
    const ends = onTheme(draw);
    return () => {
      ends();
      resizing.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data(props)), [props]);
  return <div ref={box} className="chart" role="img" aria-label={props.label} />;
}

function data({ times, series }: ChartProps): uPlot.AlignedData {
  return [times, ...series.map((one) => one.values)];
}

function options(box: HTMLElement, latest: { current: ChartProps }): uPlot.Options {
  const { series } = latest.current;
  const color = (name: string) => resolve(box, name);
  const axis = { stroke: color("--text-3"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "11.5px 'Inter Variable', system-ui, sans-serif" };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    cursor: { sync: { key: sync.key }, y: false, points: { size: 6 } },
    legend: { live: true },
    scales: {
      x: { range: () => [latest.current.from, latest.current.to] },
      y: { range: (_plot, _least, most) => [0, Math.max(latest.current.most ?? 0, most ?? 0, 1e-9)] },
    },
    axes: [
      { ...axis, space: 70, size: 30, values: (_plot, at) => at.map((each) => moment(each, latest.current.to - latest.current.from)) },
      { ...axis, size: 62, space: 34, ...(latest.current.binary && { incrs: POWERS }), values: (_plot, values) => values.map((value) => latest.current.format(value)) },
    ],
    series: [
      { value: (_plot, at) => (at == null ? "–" : new Date(at * 1_000).toLocaleString(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" })) },
      ...series.map((one) => ({
        label: one.name,
        stroke: color(one.color),
        width: one.fill ? 1.75 : 1,
        fill: one.fill ? color("--accent-soft") : undefined,
        points: { size: 4 },
        value: (_plot: uPlot, value: number | null) => (value == null ? "–" : latest.current.format(value)),
      })),
    ],
  };
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const LONG_S = 2 * 86_400;

function moment(at: number, spanS: number): string {
  return (spanS > LONG_S ? day : clock).format(at * 1_000);
}

// What a custom property comes to in the theme of the moment: a canvas cannot read light-dark().
function resolve(box: HTMLElement, property: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  box.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
