"""What outside programs are written against: topics, headers and records, and that they only ever grow."""
