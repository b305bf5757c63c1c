"""The engine on Kafka and PostgreSQL beside a plain echo of the same messages: `make bench-stream`."""
