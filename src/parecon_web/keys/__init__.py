"""Passkeys: entering with the lock of one's own device instead of a link."""
