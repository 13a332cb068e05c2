import { Link } from "wouter";
import { PageHead } from "../kit/Panel";
import { useTitle } from "../shell/useTitle";
import { ScheduleForm } from "./ScheduleForm";

export default function NewSchedulePage() {
  useTitle("New schedule");
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/schedules">Schedules</Link>} title="New schedule" />
      <ScheduleForm />
    </div>
  );
}
