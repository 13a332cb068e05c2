import { ChevronsUpDown } from "lucide-react";
import { api, ask } from "../api/client";
import { Menu, MenuChoice } from "../kit/Menu";
import { sayProblem } from "../kit/toasts";
import { useAccount } from "./session";
import icon from "../style/icon.svg";

/** Where one is, and the other places one may go to. */
export function WorkspaceSwitch() {
  const { workspace, workspaces } = useAccount();
  const name = (
    <>
      <img src={icon} alt="" width={26} height={26} />
      <span className="grow ellipsis workspace-name">{workspace.name}</span>
    </>
  );
  if (workspaces.length < 2) return <div className="side-button still">{name}</div>;
  const go = async (id: string) => {
    try {
      await ask(api.POST("/v1/account/workspace/switch", { body: { workspace_id: id } }));
      // Everything that is held here is of the other workspace.
      location.assign("/");
    } catch (error) {
      sayProblem(`You are still in ${workspace.name}.`, error);
    }
  };
  return (
    <Menu
      trigger={
        <button type="button" className="side-button">
          {name}
          <span className="visually-hidden">: switch the workspace</span>
          <ChevronsUpDown aria-hidden />
        </button>
      }
    >
      <MenuChoice
        label="Workspaces"
        value={workspace.id}
        options={workspaces.map((place) => [place.id, <span key={place.id}>{place.name} <span className="muted">{place.role}</span></span>] as const)}
        onChange={(id) => id !== workspace.id && void go(id)}
      />
    </Menu>
  );
}
