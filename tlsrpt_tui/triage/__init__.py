"""What a failure means; pure functions over what the index answers."""
