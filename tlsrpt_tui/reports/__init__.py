"""RFC 8460 documents: finding them, unpacking them, and saying what they say."""
