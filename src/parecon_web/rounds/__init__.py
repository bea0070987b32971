"""The year of planning: announcements, requests, proposals, closing, prices."""
