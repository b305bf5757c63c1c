"""Moving records: the port, the embedded log, replay files and the outbox relay. Knows nothing of fraud."""
