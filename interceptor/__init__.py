"""Interceptor stops business e-mail compromise: a wire in, a recall out, the money followed."""

__version__ = "0.1.0"
