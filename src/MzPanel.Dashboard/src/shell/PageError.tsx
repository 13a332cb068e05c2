import { Component, useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "wouter";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Panel";
import { useLinkState } from "../live/LiveContext";

/** Shows pages, and says so where one of them fails: only that one, for as long as somebody looks at it. */
export function PageError({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  return <Guard location={location}>{children}</Guard>;
}

interface GuardProps {
  location: string;
  children: ReactNode;
}

interface Failure {
  location: string;
  error: Error | null;
}

class Guard extends Component<GuardProps, Failure> {
  override state: Failure = { location: this.props.location, error: null };

  static getDerivedStateFromError(error: Error): Partial<Failure> {
    return { error };
  }

  static getDerivedStateFromProps({ location }: GuardProps, known: Failure): Failure | null {
    return location === known.location ? null : { location, error: null };
  }

  override render() {
    return this.state.error ? <Failed error={this.state.error} /> : this.props.children;
  }
}

function Failed({ error }: { error: Error }) {
  const isDown = useLinkState() === "down";
  const wasDown = useRef(false);
  // What a page is made of is fetched when it is opened first, and a browser does not ask again for what it did not get.
  useEffect(() => {
    if (wasDown.current && !isDown) location.reload();
    wasDown.current = isDown;
  }, [isDown]);
  return (
    <div className="page">
      <Empty whole title="This page could not be shown" action={<Button look="primary" onClick={() => location.reload()}>Load it again</Button>}>
        {isDown ? "The control plane cannot be reached. The page is loaded again by itself when it is back." : `The control plane may have been upgraded meanwhile. ${error.message}`}
      </Empty>
    </div>
  );
}
