import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";
import { api, ask } from "../api/client";
import { Found } from "../kit/Found";
import { PageHead } from "../kit/Panel";
import { useTitle } from "../shell/useTitle";
import { ScheduleForm } from "./ScheduleForm";

export default function SchedulePage() {
  const { id } = useParams<{ id: string }>();
  // What is changed here must be what it is now, not what it was when somebody looked last.
  const query = useQuery({ queryKey: ["schedule", id], queryFn: () => ask(api.GET("/v1/schedules/{id}", { params: { path: { id } } })), gcTime: 0 });
  useTitle(query.data?.name);
  return (
    <Found query={query} name="schedule" others={["/schedules", "All schedules"]}>
      {(schedule) => (
        <div className="page narrow">
          <PageHead above={<Link href="/schedules">Schedules</Link>} title={schedule.name} />
          <ScheduleForm key={schedule.id} known={schedule} />
        </div>
      )}
    </Found>
  );
}
