import { Link } from "wouter";
import { PageHead } from "../kit/Panel";
import { useTitle } from "../shell/useTitle";
import { PlanForm } from "./PlanForm";

export default function NewPlanPage() {
  useTitle("New plan");
  return (
    <div className="page narrow">
      <PageHead above={<Link href="/backups">Backups</Link>} title="New plan" />
      <PlanForm />
    </div>
  );
}
