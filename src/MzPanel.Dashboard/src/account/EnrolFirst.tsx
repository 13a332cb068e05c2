import { useTitle } from "../shell/useTitle";
import { PageHead } from "../kit/Panel";
import { FactorPanel } from "./FactorPanel";
import "./account.css";

/** What an owner or admin without a second factor meets first, where the installation requires one. */
export default function EnrolFirst({ onDone }: { onDone: () => void }) {
  useTitle("Second factor");
  return (
    <main className="page narrow">
      <PageHead title="Set up a second factor first" about="This installation requires one of owners and admins. It takes a minute, and an authenticator app on your phone." />
      <FactorPanel onKept={onDone} />
    </main>
  );
}
