import type { Job } from "../api/resources";
import { CopyButton } from "../kit/Copy";
import { Panel } from "../kit/Panel";

/** What went in and what came out, as it is. */
export function JobData({ job }: { job: Job }) {
  return (
    <>
      {job.result !== undefined && job.result !== null && <Data title="Result" value={job.result} />}
      {Object.keys(job.args).length > 0 && <Data title="Arguments" value={job.args} />}
    </>
  );
}

function Data({ title, value }: { title: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <Panel title={title} actions={<CopyButton text={text} />}>
      <pre className="data" tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </Panel>
  );
}
