import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../api/client";
import type { Server } from "../api/resources";
import { Button } from "../kit/Button";
import { CopyBox } from "../kit/Copy";
import { Dialog } from "../kit/Dialog";
import { Problem } from "../kit/Problem";
import { Time } from "../kit/Time";

/** For a VPS that was never connected, or was set up anew. */
export function NewInstallLine({ server, open, onClose }: { server: Server; open: boolean; onClose: () => void }) {
  const make = useMutation({ mutationFn: () => ask(api.POST("/v1/servers/{id}/install-token", { params: { path: { id: server.id } } })) });
  const close = () => {
    make.reset();
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title="New install line">
      <div className="dialog-text">
        <p>With it a VPS becomes this server: one that was never connected, or one that was set up anew. Lines made before are void.</p>
      </div>
      {make.data?.install.command && (
        <>
          <CopyBox label="install line" text={make.data.install.command} />
          <p className="muted">
            It works once and is shown here only. It expires <Time at={make.data.install.expires_at} />.
          </p>
        </>
      )}
      <Problem error={make.error} />
      <div className="row end">
        <Button onClick={close}>{make.data ? "Done" : "Cancel"}</Button>
        {!make.data && (
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Make it
          </Button>
        )}
      </div>
    </Dialog>
  );
}
