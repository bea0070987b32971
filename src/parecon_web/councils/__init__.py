"""Councils, federations, seats and delegates."""
