"""The explorer: screens and widgets over finished answers."""
