import { memo } from "react";

const WIDTH = 84;
const HEIGHT = 22;

/** The way something took lately, 0 to 100. */
export const Sparkline = memo(function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return <span className="spark" />;
  const step = WIDTH / (values.length - 1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${(HEIGHT - 1 - (Math.min(100, value) / 100) * (HEIGHT - 2)).toFixed(1)}`).join(" ");
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <polygon points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} className="spark-area" />
      <polyline points={points} className="spark-line" />
    </svg>
  );
});
