"""What needs you: the first screen of every member."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["show_home"]


def show_home(request: HttpRequest) -> HttpResponse:
    """Show a member what waits for them."""
    return render(request, "rounds/home.html", {})
