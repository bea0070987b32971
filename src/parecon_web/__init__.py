"""The platform: people plan their economy together in the browser, on the same engine as the simulation."""
