"""Explore SMTP TLS reports (RFC 8460) in a terminal."""

__version__ = "0.1.0"
