import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { newQueryClient } from "./api/queries";
import { LinkButton } from "./kit/Button";
import { Empty } from "./kit/Panel";
import { Toasts } from "./kit/toasts";
import { Wait } from "./kit/Wait";
import { PageError } from "./shell/PageError";
import { Shell } from "./shell/Shell";
import { SignedIn, useMay } from "./shell/session";

const SetUpPage = lazy(() => import("./account/SetUpPage"));
const SignInPage = lazy(() => import("./account/SignInPage"));
const ResetPage = lazy(() => import("./account/ResetPage"));
const ConfirmEmailPage = lazy(() => import("./account/ConfirmEmailPage"));
const FleetPage = lazy(() => import("./fleet/FleetPage"));
const AddServerPage = lazy(() => import("./servers/AddServerPage"));
const ServerPage = lazy(() => import("./servers/ServerPage"));
const RunPage = lazy(() => import("./run/RunPage"));
const JobsPage = lazy(() => import("./jobs/JobsPage"));
const JobPage = lazy(() => import("./jobs/JobPage"));
const SchedulesPage = lazy(() => import("./schedules/SchedulesPage"));
const NewSchedulePage = lazy(() => import("./schedules/NewSchedulePage"));
const SchedulePage = lazy(() => import("./schedules/SchedulePage"));
const RolloutsPage = lazy(() => import("./rollouts/RolloutsPage"));
const NewRolloutPage = lazy(() => import("./rollouts/NewRolloutPage"));
const RolloutPage = lazy(() => import("./rollouts/RolloutPage"));
const BackupsPage = lazy(() => import("./backups/BackupsPage"));
const NewPlanPage = lazy(() => import("./backups/NewPlanPage"));
const PlanPage = lazy(() => import("./backups/PlanPage"));
const RestorePage = lazy(() => import("./backups/RestorePage"));
const NewDestinationPage = lazy(() => import("./backups/NewDestinationPage"));
const DestinationPage = lazy(() => import("./backups/DestinationPage"));
const SitesPage = lazy(() => import("./sites/SitesPage"));
const NewSitePage = lazy(() => import("./sites/NewSitePage"));
const SitePage = lazy(() => import("./sites/SitePage"));
const TeamPage = lazy(() => import("./team/TeamPage"));
const AcceptPage = lazy(() => import("./team/AcceptPage"));
const AccountPage = lazy(() => import("./account/AccountPage"));
const AuditPage = lazy(() => import("./audit/AuditPage"));
const WorkspacePage = lazy(() => import("./workspace/WorkspacePage"));

export function App() {
  const [queries] = useState(newQueryClient);
  return (
    // The policy of the page takes no inline style elements.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <Toasts>
          <Suspense>
            <Switch>
              <Route path="/setup" component={SetUpPage} />
              <Route path="/sign-in" component={SignInPage} />
              <Route path="/reset" component={ResetPage} />
              <Route path="/email" component={ConfirmEmailPage} />
              <Route path="/invite" component={AcceptPage} />
              <Route>
                <SignedIn>
                  <Shell>
                    <PageError>
                      <Suspense fallback={<div className="page"><Wait /></div>}>
                        <Pages />
                      </Suspense>
                    </PageError>
                  </Shell>
                </SignedIn>
              </Route>
            </Switch>
          </Suspense>
        </Toasts>
      </QueryClientProvider>
    </CSPProvider>
  );
}

function Pages() {
  const mayUse = useMay("use_servers");
  const mayAdd = useMay("add_servers");
  const mayMakeSites = useMay("manage_sites");
  const mayAddDestinations = useMay("manage_destinations");
  const maySeeTeam = useMay("view_team");
  const maySeeAudit = useMay("view_audit");
  return (
    <Switch>
      <Route path="/">{mayUse ? <FleetPage /> : <Redirect to="/sites" replace />}</Route>
      {mayAdd && <Route path="/servers/new" component={AddServerPage} />}
      {mayUse && <Route path="/servers/:id/run" component={RunPage} />}
      {mayUse && <Route path="/servers/:id/:tab?" component={ServerPage} />}
      <Route path="/jobs" component={JobsPage} />
      <Route path="/jobs/:id" component={JobPage} />
      {mayUse && <Route path="/schedules" component={SchedulesPage} />}
      {mayUse && <Route path="/schedules/new" component={NewSchedulePage} />}
      {mayUse && <Route path="/schedules/:id" component={SchedulePage} />}
      {mayUse && <Route path="/rollouts" component={RolloutsPage} />}
      {mayUse && <Route path="/rollouts/new" component={NewRolloutPage} />}
      {mayUse && <Route path="/rollouts/:id" component={RolloutPage} />}
      {mayUse && <Route path="/backups/plans/new" component={NewPlanPage} />}
      {mayUse && <Route path="/backups/plans/:id" component={PlanPage} />}
      {mayUse && <Route path="/backups/snapshots/:id" component={RestorePage} />}
      {mayAddDestinations && <Route path="/backups/destinations/new" component={NewDestinationPage} />}
      {mayUse && <Route path="/backups/destinations/:id" component={DestinationPage} />}
      {mayUse && <Route path="/backups/:tab?" component={BackupsPage} />}
      <Route path="/sites" component={SitesPage} />
      {mayMakeSites && <Route path="/sites/new" component={NewSitePage} />}
      <Route path="/sites/:id" component={SitePage} />
      {maySeeTeam && <Route path="/team" component={TeamPage} />}
      {maySeeAudit && <Route path="/audit" component={AuditPage} />}
      <Route path="/workspace" component={WorkspacePage} />
      <Route path="/account/:tab?" component={AccountPage} />
      <Route>
        <div className="page">
          <Empty whole title="There is no such page" action={<LinkButton href="/">Home</LinkButton>}>
            It moved, or your role does not have it.
          </Empty>
        </div>
      </Route>
    </Switch>
  );
}
