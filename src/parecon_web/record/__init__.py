"""The event log, the acts that write it, and rebuilding from it."""
