"""What operators and desks see of a running engine: metrics, health, freshness, logs. Ids and counts, never content."""
