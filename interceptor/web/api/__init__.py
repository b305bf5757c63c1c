"""The HTTP interface for banks without Kafka: wires and reports in, decisions out. Why so: docs/decisions/http.md."""
