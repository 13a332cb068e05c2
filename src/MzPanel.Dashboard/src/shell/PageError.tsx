import { Component, type ReactNode } from "react";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Panel";

/** What is shown where a page itself fails, such as one that a newer silo no longer has. */
export class PageError extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <div className="page">
        <Empty whole title="This page could not be shown" action={<Button look="primary" onClick={() => location.reload()}>Load it again</Button>}>
          The control plane may have been upgraded meanwhile. {this.state.error.message}
        </Empty>
      </div>
    );
  }
}
