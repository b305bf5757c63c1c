"""What a transfer is: the domain words, money, identifiers and identity. Imports nothing but the error catalogue."""
