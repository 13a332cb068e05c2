import { Download, ShieldCheck } from "lucide-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { api, ask, type Schemas } from "../api/client";
import { Button } from "../kit/Button";
import { More } from "../kit/More";
import { Empty, PageHead } from "../kit/Panel";
import { Problem } from "../kit/Problem";
import { Badge } from "../kit/Status";
import { Time } from "../kit/Time";
import { Wait } from "../kit/Wait";
import { useChosen } from "../kit/useChosen";
import { usePaged } from "../kit/usePaged";
import { useServerNames } from "../jobs/useServerNames";
import { useTitle } from "../shell/useTitle";
import "./audit.css";

type Row = Schemas["Audit"];

const SPANS = [
  ["", "All time"],
  ["1", "The last day"],
  ["7", "The last week"],
  ["30", "The last 30 days"],
] as const;
const DAY = 86_400_000;

export default function AuditPage() {
  useTitle("Audit");
  const [{ actor, action, days }, choose] = useChosen("actor", "action", "days");
  // The same moment for as long as the filter is the same: a cursor goes on within one question.
  const [now] = useState(Date.now);
  const filter = { ...(actor && { actor }), ...(action && { action }), ...(days && { from: new Date(now - Number(days) * DAY).toISOString() }) };
  const { query, rows } = usePaged<Row>(["audit", filter], (cursor) => ask(api.GET("/v1/account/audit", { params: { query: { ...filter, cursor } } })));
  return (
    <div className="page">
      <PageHead
        title="Audit"
        about="Who did what, when, and how it ended. Rows never change, and their chain shows where somebody tried."
        actions={
          <a className="button plain" href={`/v1/account/audit/export?${new URLSearchParams(filter)}`} download="audit.ndjson">
            <Download />
            <span>Export</span>
          </a>
        }
      />
      <Verification />
      <form className="row wrap" role="search" onSubmit={(e) => e.preventDefault()}>
        <Sought label="Who" placeholder="Person, token or id" value={actor} onChange={(value) => choose({ actor: value })} />
        <Sought label="Action" placeholder="such as job.create" value={action} onChange={(value) => choose({ action: value })} />
        <select className="input fit" aria-label="When" value={days} onChange={(e) => choose({ days: e.target.value })}>
          {SPANS.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </form>
      <Problem error={query.error} retry={() => void query.refetch()} />
      <div className="panel">
        {query.isPending && <Wait lines={8} />}
        {query.isSuccess && rows.length === 0 && (
          <Empty title="No row fits" action={<Button onClick={() => choose({ actor: "", action: "", days: "" })}>Show all</Button>}>
            Nothing was done that your filter lets through.
          </Empty>
        )}
        {rows.length > 0 && <Rows rows={rows} />}
        <More query={query}>Show older ones</More>
      </div>
    </div>
  );
}

/** Is asked when one has typed it: each letter would be a question. */
function Sought({ label, placeholder, value, onChange }: { label: string; placeholder: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <input
      className="input search-input"
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(e) => setText(e.target.value)}
      onBlur={() => onChange(text.trim())}
      onKeyDown={(e) => e.key === "Enter" && onChange(text.trim())}
    />
  );
}

function Verification() {
  const verify = useMutation({ mutationFn: () => ask(api.GET("/v1/account/audit/verify")) });
  const verdict = verify.data;
  return (
    <div className="stack tight">
      <div className={verdict ? (verdict.ok ? "verdict ok" : "verdict bad") : "verdict"} role="status">
        <ShieldCheck aria-hidden />
        <p className="grow">
          {!verdict && "Whether the audit is what was written can be checked row by row."}
          {verdict?.ok && `Nothing was changed: ${verdict.rows.toLocaleString()} rows are what was written.`}
          {verdict && !verdict.ok && `Something was changed. ${verdict.rows.toLocaleString()} rows are sound; the first that is not: ${verdict.first_bad ?? "behind them"}.`}
        </p>
        <Button small busy={verify.isPending} onClick={() => verify.mutate()}>
          {verdict ? "Verify again" : "Verify"}
        </Button>
      </div>
      <Problem error={verify.error} />
    </div>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const nameOf = useServerNames();
  return (
    <table className="table audit">
      <thead>
        <tr>
          <th className="wide">When</th>
          <th className="wide">Who</th>
          <th>Action</th>
          <th className="wide">On</th>
          <th>Outcome</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} title={[row.address && `from ${row.address}`, row.request_id && `request ${row.request_id}`].filter(Boolean).join(", ") || undefined}>
            <td className="wide">
              <Time at={row.at} />
            </td>
            <td className="wide ellipsis audit-who">{row.actor.name || row.actor.type}</td>
            <td>
              <span className="mono">{row.action}</span>
              <div className="narrow muted audit-who">
                {row.actor.name || row.actor.type} · <Time at={row.at} />
              </div>
              <Details details={row.details} />
            </td>
            <td className="wide">
              <On row={row} nameOf={nameOf} />
            </td>
            <td>
              <Badge tone={row.outcome === "ok" ? "ok" : row.outcome === "denied" ? "warn" : "bad"}>{row.outcome}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function On({ row, nameOf }: { row: Row; nameOf: (id: string) => string }) {
  if (row.job_id) return <Link href={`/jobs/${row.job_id}`}>a job{row.server_id && ` on ${nameOf(row.server_id)}`}</Link>;
  if (row.server_id) return <Link href={`/servers/${row.server_id}`}>{nameOf(row.server_id)}</Link>;
  if (row.subject?.type === "site") return <Link href={`/sites/${row.subject.id}`}>a site</Link>;
  return row.subject ? <span className="muted">{row.subject.type}</span> : null;
}

function Details({ details }: { details: unknown }) {
  const text = details && typeof details === "object" && Object.keys(details).length > 0 ? JSON.stringify(details) : "";
  return text ? (
    <div className="audit-details ellipsis mono" title={text}>
      {text}
    </div>
  ) : null;
}
