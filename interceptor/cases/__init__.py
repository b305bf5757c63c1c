"""The case: alerts in a state table, the ledger of the money, clocks, replies, onward hops, and the audit chain."""
