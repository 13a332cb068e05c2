import { useParams } from "wouter";
import { PageHead } from "../kit/Panel";
import { Tabs } from "../kit/Tabs";
import { useAccount } from "../shell/session";
import { useTitle } from "../shell/useTitle";
import { PasswordPanel, ProfilePanel, EmailPanel } from "./ProfilePanels";
import { FactorPanel } from "./FactorPanel";
import { SessionsPanel } from "./SessionsPanel";
import { TokensPanel } from "./TokensPanel";
import "./account.css";

const TABS = [
  ["/account", "Profile"],
  ["/account/security", "Security"],
  ["/account/tokens", "API tokens"],
] as const;

export default function AccountPage() {
  useTitle("Account");
  const { tab } = useParams<{ tab?: string }>();
  const { user } = useAccount();
  return (
    <div className="page narrow">
      <PageHead title="Account" about={user.email} />
      <Tabs label="Parts of the account" tabs={TABS} current={tab ? `/account/${tab}` : "/account"} />
      {!tab && (
        <>
          <ProfilePanel />
          <EmailPanel />
        </>
      )}
      {tab === "security" && (
        <>
          <FactorPanel />
          <PasswordPanel />
          <SessionsPanel />
        </>
      )}
      {tab === "tokens" && <TokensPanel />}
    </div>
  );
}
