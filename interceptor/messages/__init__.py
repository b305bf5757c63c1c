"""Messages: from the bytes of a bank to transfers, and from recalls to bytes. One module a message."""

from interceptor.messages.decoding import decode

__all__ = ["decode"]
