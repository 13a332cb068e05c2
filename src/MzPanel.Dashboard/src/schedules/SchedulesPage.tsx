import { CalendarClock, Plus } from "lucide-react";
import { Link } from "wouter";
import { api, ask } from "../api/client";
import { useServerNames } from "../jobs/useServerNames";
import { LinkButton } from "../kit/Button";
import { Empty, PageHead } from "../kit/Panel";
import { Badge, Tag } from "../kit/Status";
import { PagedTable } from "../kit/Table";
import { Time } from "../kit/Time";
import { usePaged } from "../kit/usePaged";
import { useJobNews } from "../live/useJobNews";
import { useTitle } from "../shell/useTitle";
import { ScheduleActions } from "./ScheduleActions";
import type { Schedule } from "./ScheduleForm";

export default function SchedulesPage() {
  useTitle("Schedules");
  const list = usePaged<Schedule>(["schedules"], (cursor) => ask(api.GET("/v1/schedules", { params: { query: { cursor } } })));
  useJobNews(["schedules"]);
  const nameOf = useServerNames();
  const make = (
    <LinkButton look="primary" href="/schedules/new" icon={<Plus />}>
      New schedule
    </LinkButton>
  );
  return (
    <div className="page">
      <PageHead title="Schedules" actions={list.rows.length > 0 && make} />
      <div className="panel">
        <PagedTable
          list={list}
          keyOf={(row) => row.id}
          empty={
            <Empty icon={<CalendarClock />} title="No schedules yet" action={make}>
              A schedule runs a command by the clock, on one server or on all that have a tag.
            </Empty>
          }
          columns={[
            { name: "Schedule", show: (row) => <Two first={<span className="strong">{row.name}</span>} second={<span className="mono">{row.kind}</span>} /> },
            { name: "Where", look: "wide", show: (row) => (row.tag ? <Tag>{row.tag}</Tag> : row.server_id && <Link href={`/servers/${row.server_id}`}>{nameOf(row.server_id)}</Link>) },
            { name: "When", look: "wide", show: (row) => <Two first={<span className="mono">{row.cron}</span>} second={row.time_zone} /> },
            { name: "Last run", look: "wide", show: lastRun },
            { name: "Next run", show: (row) => (row.next_run_at ? <Time at={row.next_run_at} /> : <Badge tone="idle">Disabled</Badge>) },
            { name: "Actions", look: "actions", show: (row) => <ScheduleActions schedule={row} /> },
          ]}
        />
      </div>
    </div>
  );
}

function Two({ first, second }: { first: React.ReactNode; second: React.ReactNode }) {
  return (
    <>
      <div>{first}</div>
      <div className="muted">{second}</div>
    </>
  );
}

function lastRun({ last_run: last }: Schedule) {
  if (!last) return <span className="muted">not yet</span>;
  const counts = [`${last.jobs} ${last.jobs === 1 ? "job" : "jobs"}`, last.skipped > 0 && `${last.skipped} left out`, last.refused > 0 && `${last.refused} refused`];
  return <Two first={<Time at={last.at} />} second={<span title={last.message}>{last.message ?? counts.filter(Boolean).join(", ")}</span>} />;
}
