"""Credits of members, deliveries and draws during the year."""
