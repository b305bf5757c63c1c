"""The demonstration: a bank day, and the Vancouver case from wire to return. Real engine, invented data."""
