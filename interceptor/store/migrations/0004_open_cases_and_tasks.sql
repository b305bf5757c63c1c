-- The queue is read often, and what is closed or done only grows.
CREATE INDEX case_file_open ON case_file (tenant, register) WHERE status <> 'closed';
CREATE INDEX task_open ON task (tenant, created_at) WHERE done = 0;
