"""Headless renderers: the same answers as text, JSON, CSV and Markdown."""
