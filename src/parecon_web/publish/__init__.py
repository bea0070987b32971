"""The record for everybody: audit, export, print."""
