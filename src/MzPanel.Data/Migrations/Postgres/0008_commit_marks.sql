-- What a writer's last transaction left behind, so that one whose COMMIT was never answered can be told from one that was undone:
-- a crash forgets transaction numbers and gives them away again. Updated with every commit, within its page.
CREATE TABLE commit_marks (
  writer text NOT NULL PRIMARY KEY,
  mark text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 20);
