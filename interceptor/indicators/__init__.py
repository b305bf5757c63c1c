"""BEC red flags, one declaration each: a value in natural units and a sentence of evidence."""
