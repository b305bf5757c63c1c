"""Where state lives: one SQL transaction a micro-batch, one set of statements for SQLite and PostgreSQL."""
