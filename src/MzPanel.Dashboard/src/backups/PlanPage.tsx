import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "wouter";
import { api, ask } from "../api/client";
import { Found } from "../kit/Found";
import { PageHead } from "../kit/Panel";
import { useTitle } from "../shell/useTitle";
import { PlanForm } from "./PlanForm";

export default function PlanPage() {
  const { id } = useParams<{ id: string }>();
  // What is changed here must be what it is now, not what it was when somebody looked last.
  const query = useQuery({ queryKey: ["plan", id], queryFn: () => ask(api.GET("/v1/backups/plans/{id}", { params: { path: { id } } })), gcTime: 0 });
  useTitle(query.data?.name);
  return (
    <Found query={query} name="plan" others={["/backups", "All plans"]}>
      {(plan) => (
        <div className="page narrow">
          <PageHead above={<Link href="/backups">Backups</Link>} title={plan.name} />
          <PlanForm key={plan.id} known={plan} />
        </div>
      )}
    </Found>
  );
}
