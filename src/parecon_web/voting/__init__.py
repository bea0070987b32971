"""Ballots on plans, collective goods and persons."""
