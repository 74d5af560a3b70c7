"""The panes that screens are made of; each paints lines from finished answers."""
