import { BookOpen, ChevronsUpDown, LogOut } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, ask } from "../api/client";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../kit/Menu";
import { sayProblem } from "../kit/toasts";
import { useAccount } from "./session";
import { chooseTheme, useTheme } from "./theme";

/** Who one is, how it looks, and the way out. */
export function PersonMenu() {
  const { user } = useAccount();
  const theme = useTheme();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const signOut = async () => {
    try {
      await ask(api.POST("/v1/account/sign-out"));
      queries.clear();
      navigate("/sign-in", { replace: true });
    } catch (error) {
      sayProblem("You are not signed out.", error);
    }
  };
  return (
    <Menu
      side="top"
      trigger={
        <button type="button" className="side-button">
          <span className="avatar" aria-hidden>
            {(user.name || user.email).charAt(0).toUpperCase()}
          </span>
          <span className="grow ellipsis">{user.name || user.email}</span>
          <span className="visually-hidden">: theme, sign out</span>
          <ChevronsUpDown aria-hidden />
        </button>
      }
    >
      <MenuChoice
        label="Theme"
        value={theme}
        options={[
          ["system", "As the system"],
          ["light", "Light"],
          ["dark", "Dark"],
        ]}
        onChange={chooseTheme}
      />
      <MenuLine />
      <MenuItem icon={<BookOpen />} onClick={() => window.open("/docs", "_blank", "noopener")}>
        API reference
      </MenuItem>
      <MenuItem icon={<LogOut />} onClick={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
