"""Models that come with the program: each a JSON file with its digest, and its card."""
