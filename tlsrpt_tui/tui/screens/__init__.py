"""The screens, one for each number key."""
