-- Rotations that wait for their delivery: few, and looked for again and again.
CREATE INDEX credentials_requested ON credentials (created_at) WHERE state = 'requested';
