"""A community that is being set up: what was given so far, before there is anything to log."""

from __future__ import annotations

from django.db import models

from parecon_web.record.models import Community

__all__ = ["Founding"]


class Founding(models.Model):
    """One community in preparation, found again by whoever holds its link; only the hash of the link's key is kept.

    tables: {sheet: lines of text cells}, people: lines of text cells, both as JSON; founded: the community that came of it.
    Tables that are given later, to begin planning, lie here too until the first year is opened.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=40)
    language = models.CharField(max_length=10)
    zone = models.CharField(max_length=60)
    tables = models.TextField(default="{}")
    people = models.TextField(default="[]")
    founded = models.OneToOneField(Community, null=True, on_delete=models.PROTECT, related_name="+")
    founded_at = models.DateTimeField(null=True)
