"""What is true now: DNS, HTTPS and SMTP; the only room that opens sockets, and only when it is asked to."""
