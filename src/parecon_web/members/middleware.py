"""What stands between every request and every view."""

from __future__ import annotations

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import Http404, HttpResponse, HttpResponseForbidden
from whitenoise.middleware import WhiteNoiseMiddleware

__all__ = ["RefuseUndeclared", "ServeFiles"]


class ServeFiles(WhiteNoiseMiddleware):
    """WhiteNoise, with each of our small files sent in one piece: an asynchronous server cannot stream an ordinary iterator."""

    @staticmethod
    def serve(static_file, request):
        """Return a file whole, with its headers."""
        answer = WhiteNoiseMiddleware.serve(static_file, request)
        if not answer.streaming:
            return answer
        return HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=dict(answer.items()))


class RefuseUndeclared:
    """Refuse every view that was not declared with `page`, and keep every page out of shared caches."""

    async_capable = sync_capable = True

    def __init__(self, get_response) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        """Pass the request on."""
        if iscoroutinefunction(self):
            return self._call_async(request)
        return self._mark(self.get_response(request))

    async def _call_async(self, request):
        return self._mark(await self.get_response(request))

    def _mark(self, response):
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request, view, arguments, named):
        """Refuse what nobody declared."""
        if any(isinstance(value, str) and "\x00" in value for value in named.values()):
            raise Http404
        if not getattr(view, "allowed", None):
            return HttpResponseForbidden("This address was not declared with who may use it, so nobody may.")
        return None
