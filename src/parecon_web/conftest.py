"""Lets the examples in the platform's docstrings run: Django wants to be set up before its models are imported."""

import os

os.environ.setdefault("PARECON_DEMO", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")

import django  # noqa: E402

django.setup()
