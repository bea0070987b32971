"""What everybody may take away: the program itself."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

import parecon
import parecon_web

__all__ = ["give_source"]

_NEVER = ("__pycache__", ".pyc")


@lru_cache(maxsize=1)
def source_archive() -> bytes:
    """Return the running program, engine and platform, as a zip archive."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for package in (parecon, parecon_web):
            folder = Path(package.__file__).parent
            for path in sorted(folder.rglob("*")):
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                if path.is_file() and not any(part in name for part in _NEVER):
                    archive.write(path, name)
    return memory.getvalue()


def give_source(request: HttpRequest) -> HttpResponse:
    """Give the source of the running version to whoever uses it (AGPL, section 13)."""
    answer = HttpResponse(source_archive(), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="parecon-source.zip"'
    return answer
