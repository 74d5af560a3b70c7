"""What keys do on every screen, by subject: time, the way one came, rows, what leaves the screen."""
