"""A simulated bank: its payers, their ordinary wires, and the frauds among them, with the truth about each.

Everything follows from a seed. All parties, banks and accounts are invented. Rates that no source gives are
assumptions and say so (research/indicators.md section 7). Truth never stands in a record.
"""
