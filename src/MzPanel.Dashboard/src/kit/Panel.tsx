import type { ReactNode } from "react";
import "./panel.css";

/** A surface with a title of its own. */
export function Panel({ title, about, actions, flush, children }: { title?: ReactNode; about?: ReactNode; actions?: ReactNode; flush?: boolean; children?: ReactNode }) {
  return (
    <section className="panel">
      {(title || actions) && (
        <header className="panel-head">
          <div className="grow">
            {title && <h2>{title}</h2>}
            {about && <p className="muted">{about}</p>}
          </div>
          {actions}
        </header>
      )}
      {children && <div className={flush ? "panel-flush" : "panel-body"}>{children}</div>}
    </section>
  );
}

/** The head of a page: where one is, and what can be done here. */
export function PageHead({ title, above, about, actions }: { title: ReactNode; above?: ReactNode; about?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="page-head">
      <div className="grow">
        {above && <div className="page-above">{above}</div>}
        <h1>{title}</h1>
        {about && <div className="page-about">{about}</div>}
      </div>
      {actions && <div className="row wrap">{actions}</div>}
    </header>
  );
}

/** A list that has nothing yet, or a page that is not there (`whole`), and what to do about it. */
export function Empty({ title, children, action, icon, whole }: { title: string; children?: ReactNode; action?: ReactNode; icon?: ReactNode; whole?: boolean }) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon">{icon}</div>}
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p className="muted">{children}</p>}
      {action && <div>{action}</div>}
    </div>
  );
}

/** Names and values. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span className="muted">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
